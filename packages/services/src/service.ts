import type { BrokerTarget, DrainReport, Observer } from "@insaka/runtime";
import type { Today } from "./calendar.js";

/** What every service needs to start. */
export interface ServiceOptions {
  /** What `connect` takes: the broker's URL with this service's own user, or a broker in memory. */
  readonly broker: BrokerTarget | undefined;
  /** Is told what happens to messages: for logs, and for the flow that `npm start` shows. */
  readonly observe?: Observer;
  /** The time that decisions and messages of this service go by; the machine's unless given. */
  readonly today?: Today;
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
