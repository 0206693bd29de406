import type { DrainReport, Observer } from "@insaka/runtime";

/** What every service needs to start. */
export interface ServiceOptions {
  /** The broker's URL with this service's own user. */
  readonly url: string | undefined;
  /** Is told what happens to messages: for logs, and for the flow that `npm start` shows. */
  readonly observe?: Observer;
}

/** A running service. */
export interface RunningService {
  /** Drains and disconnects. */
  close(): Promise<DrainReport>;
}

/** The observer as `connect` takes it: left out rather than undefined. */
export function observing({ observe }: ServiceOptions): Pick<ServiceOptions, "observe"> {
  return observe === undefined ? {} : { observe };
}
