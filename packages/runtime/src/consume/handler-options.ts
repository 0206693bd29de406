import type { NoHeaders } from "../message/document-headers.js";
import type { Delivery, Handler } from "./handler.js";

/** A handler and the way in which its messages are handed to it. */
export interface HandlerOptions<Payload, Step extends string = string, Headers = NoHeaders> {
  readonly handle: Handler<Payload, Step, void, Headers>;
  /**
   * Messages with the same key are handled one after another in the order of their queue; other keys go on beside them. The keys
   * of all ordered handlers of one queue are the same keys. Order holds within one consumer: where a queue has several, give it a
   * single active one.
   *
   * A message that fails is tried again in place, by the attempts and the steps of its queue's ladder, and holds back its own key
   * alone. What cannot be read has no key and goes its ordinary way.
   */
  readonly orderBy?: (payload: Payload) => string | number;
  /** Handlers of this message that run at once, at most; the rest of the prefetch waits in order. */
  readonly concurrency?: number;
  readonly batch?: undefined;
}

/** A handler that takes several messages of one name at once. */
export interface BatchHandler<Payload, Step extends string = string, Headers = NoHeaders> {
  readonly batch: {
    /** Deliveries for one call, at most. The prefetch must have room for them. */
    readonly size: number;
    /** How long the first one waits for company, in milliseconds. */
    readonly waitMs: number;
    /**
     * Returning acknowledges all but those that were marked by `fail`. A throw fails each one that was not marked, and what
     * becomes of it depends on its own attempts.
     */
    readonly handle: (deliveries: readonly BatchDelivery<Payload, Step, Headers>[]) => Promise<void> | void;
  };
  /** Batches that are handled at once, at most. */
  readonly concurrency?: number;
  readonly handle?: undefined;
  readonly orderBy?: undefined;
}

/** One message of a batch. The signal is the same for the whole batch. */
export interface BatchDelivery<Payload, Step extends string = string, Headers = NoHeaders>
  extends Delivery<Payload, Step, Headers> {
  /** Fails this message alone, with what a handler of one message would throw: `fail(retryLater("5s"))`, `fail(new Reject("..."))`. */
  fail(reason: unknown): void;
}
