/** A client that publishes, set up as its README says. */
export interface MeasuredPublisher {
  /** Publishes until `more` says that it is enough, with 100 that wait for their confirm; resolves when all have theirs. */
  run(more: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export type ConnectPublisher = (url: string) => Promise<MeasuredPublisher>;
