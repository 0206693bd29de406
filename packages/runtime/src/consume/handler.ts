import type { Envelope } from "../message/envelope.js";
import type { RetryLater, Throttled } from "./failure.js";

/** A message as its handler gets it. */
export interface Delivery<Payload, Step extends string = string> {
  /** In the highest version that this consumer reads, whatever version was sent. */
  readonly payload: Payload;
  readonly envelope: Envelope;
  /**
   * Fires when the handler's time is up or the service is closing: what it does after that counts for nothing. A listener must
   * not throw: Node gives nobody the chance to catch it.
   */
  readonly signal: AbortSignal;
  /** Throw what it returns: the message comes back after that step, or after the next one of its ladder. */
  retryLater(step?: Step, reason?: string): RetryLater<Step>;
  /** Throw what it returns: the message comes back after that step and the attempt does not count. */
  throttled(step: Step, reason?: string): Throttled<Step>;
}

/** Returning acknowledges the message. Throwing `Reject` dead-letters it, `retryLater()` and anything else retries it. */
export type Handler<Payload, Step extends string = string> = (
  delivery: Delivery<Payload, Step>,
) => Promise<void> | void;

/** What a generated consumer receives under one handler name: the payload's type and the steps its queue declares. */
export interface Receives<Payload, Step extends string> {
  readonly payload: Payload;
  readonly step: Step;
}

export type Handlers<R> = {
  readonly [K in keyof R]: R[K] extends Receives<infer Payload, infer Step> ? Handler<Payload, Step> : never;
};

/** A message that has used up its attempts. */
export interface Exhausted {
  readonly payload: unknown;
  readonly envelope: Envelope;
  readonly reason: string;
}
