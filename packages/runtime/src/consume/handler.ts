import type { JsonValue } from "@insaka/schema";
import type { NoHeaders } from "../message/document-headers.js";
import type { Envelope } from "../message/envelope.js";
import type { RetryLater, Throttled } from "./failure.js";

/**
 * A message that each instance of a service gets, as its handler sees it.
 *
 * Take it apart as you like (`({ payload, signal }) => ...`), but a copy by spreading (`{ ...delivery }`) lacks the signal, which is
 * made when it is first asked for: name it (`{ ...delivery, signal: delivery.signal }`).
 */
export interface BroadcastDelivery<Payload, Headers = NoHeaders> {
  /** In the highest version that this consumer reads, whatever version was sent. */
  readonly payload: Payload;
  /** Those that the document declares for the version that was sent, `envelope.version`: upcasting changes the payload alone. */
  readonly headers: Headers;
  readonly envelope: Envelope;
  /**
   * Fires when the handler's time is up or the service is closing: what it does after that counts for nothing. A listener must
   * not throw: Node gives nobody the chance to catch it.
   */
  readonly signal: AbortSignal;
}

/** A message as its handler gets it. */
export interface Delivery<Payload, Step extends string = string, Headers = NoHeaders>
  extends BroadcastDelivery<Payload, Headers> {
  /** Throw what it returns: the message comes back after that step, or after the next one of its ladder. */
  retryLater(step?: Step, reason?: string): RetryLater<Step>;
  /** Throw what it returns: the message comes back after that step and the attempt does not count. */
  throttled(step: Step, reason?: string): Throttled<Step>;
}

/**
 * Returning acknowledges the message. Throwing `Reject` dead-letters it, `retryLater()` and anything else retries it.
 *
 * The handler of a request returns its answer, exactly one of the declared replies: `{ loanApplicationAccepted: { ... } }`. The
 * request is acknowledged once the broker has confirmed the reply.
 */
export type Handler<Payload, Step extends string = string, Result = void, Headers = NoHeaders> = (
  delivery: Delivery<Payload, Step, Headers>,
) => Promise<Result> | Result;

/** A handler as the runtime calls it. What it returns matters for a request only. */
export type AnyHandler = Handler<JsonValue, string, unknown>;

/** A message that has used up its attempts. */
export interface Exhausted {
  /** The queue that it came from; its dead-letter queue is named `<queue>.dlq`. */
  readonly queue: string;
  readonly payload: unknown;
  readonly envelope: Envelope;
  readonly reason: string;
}
