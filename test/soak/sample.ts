/** What is looked at in a process, each a number that must not grow for ever. */
export interface Sample {
  /** Seconds since the start. */
  readonly at: number;
  /** Megabytes after a forced collection. */
  readonly heapMb: number;
  readonly rssMb: number;
  /** What keeps the process alive: sockets and pipes. */
  readonly handles: number;
  readonly timers: number;
  /** Of every emitter and event target that is still reachable. */
  readonly listeners: number;
  readonly promises: number;
  /** Publishes and requests without an answer yet. */
  readonly pending: number;
  /** As the broker counts them. */
  readonly connections: number;
  readonly channels: number;
}

/** What a child tells by itself; the broker knows the rest. */
export type OwnSample = Omit<Sample, "at" | "connections" | "channels">;

/** What a child has done so far. */
export interface Work {
  readonly published: number;
  readonly handled: number;
  readonly retried: number;
  readonly deadLettered: number;
  readonly requested: number;
  readonly broadcast: number;
  readonly failed: number;
}

export interface Answer {
  readonly sample: OwnSample;
  /** The listeners by what they listen to. */
  readonly listeners: Readonly<Record<string, number>>;
  readonly work: Work;
}
