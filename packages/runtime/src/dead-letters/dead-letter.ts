import type { PastFailure } from "../message/history.js";

/** A dead letter, as an operator sees it. Its body stays where it is: it may hold personal data. */
export interface DeadLetter {
  /** Undefined where its sender gave it none. */
  readonly messageId: string | undefined;
  /** The message's name. */
  readonly message: string | undefined;
  readonly version: number | undefined;
  /** The queue whose dead letter it is. */
  readonly queue: string;
  readonly reason: string;
  /**
   * The class of the failure: `invalid`, `permanent`, `transient`, `throttled`, `newer-than-build`; or `broker` for a letter that
   * the broker made by itself, because its consumers crashed on it too often or rejected it.
   */
  readonly class: string;
  readonly detail?: string;
  /** Deliveries to the handler. */
  readonly attempts: number;
  /** Crashes and hand-backs within the last attempt; unknown for a letter that the broker made by itself. */
  readonly crashes: number | undefined;
  /** Its failures, the first and the last twenty at most; empty for a letter that the broker made of a message that had not failed. */
  readonly history: readonly PastFailure[];
  readonly firstFailure: Date | undefined;
  readonly deadAt: Date | undefined;
  /** Where its sender published it. */
  readonly origin: { readonly exchange: string; readonly routingKey: string };
  readonly sender: string | undefined;
  /** Whether the build at hand is known to read what an older one could not: replaying it is then the thing to do. */
  readonly offered: boolean;
  /** Why it is offered, or why not. */
  readonly because: string;
  /** Its very bytes, only where they were asked for. */
  readonly body?: Buffer;
}
