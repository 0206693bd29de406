import type { CircuitState } from "./consume/circuit-breaker.js";
import type { ErrorCode, PublishOutcome } from "./contract-error.js";
import type { ConnectionRole, ConnectionState, SubscriptionState } from "./transport/transport.js";

/**
 * How a delivery left its queue, or did not. `dropped` is what becomes of a reply that nobody waits for and of a broadcast whose
 * handler failed: a queue of one instance has no retries and no dead-letter queue.
 */
export type SettleOutcome = "ack" | "retry" | "dead-letter" | "requeue" | "dropped" | "stale";

/** Why a request was handled and its reply reached nobody: nobody waits any more, or the request did not say where to. */
export type ReplyFate = "returned" | "no-reply-to" | "bad-reply-to";

/**
 * What the runtime tells an observer: for logs, metrics and demonstrations. Events carry names, ids and reasons, never a value of
 * a payload.
 */
export type RuntimeEvent =
  | {
      readonly type: "published";
      readonly message: string;
      readonly version: number;
      readonly messageId: string;
      readonly exchange: string;
      readonly routingKey: string;
    }
  | {
      /** The outcome of a publish is unknown for the reason of this code; it is sent once more with the same id. */
      readonly type: "resent";
      readonly message: string;
      readonly version: number;
      readonly messageId: string;
      readonly exchange: string;
      readonly routingKey: string;
      readonly code: ErrorCode;
    }
  | {
      readonly type: "publish-failed";
      readonly message: string;
      readonly version: number;
      readonly messageId: string;
      readonly exchange: string;
      readonly routingKey: string;
      readonly code: ErrorCode;
      readonly outcome: PublishOutcome;
    }
  | SettledEvent
  | {
      /** A message of an ordered handler has failed and is tried again in place; its key waits with it. */
      readonly type: "parked";
      readonly queue: string;
      readonly message: string | undefined;
      readonly messageId: string | undefined;
      /** The attempt that failed. */
      readonly attempt: number;
      /** The step of its ladder that it waits for. */
      readonly step: string;
      readonly reason: string;
      readonly detail: string | undefined;
    }
  | {
      /** A message has failed and is tried again at once and in place: nothing is settled yet. */
      readonly type: "retried-in-place";
      readonly queue: string;
      readonly message: string | undefined;
      readonly messageId: string | undefined;
      /** The attempt that has failed. */
      readonly attempt: number;
      readonly reason: string;
      readonly detail: string | undefined;
    }
  | {
      readonly type: "settle-delayed";
      readonly queue: string;
      readonly messageId: string | undefined;
      readonly code: ErrorCode;
    }
  | {
      readonly type: "reply-undeliverable";
      /** The queue that the request came from. */
      readonly queue: string;
      /** The request's id. */
      readonly messageId: string;
      readonly reason: ReplyFate;
    }
  | {
      /**
       * Nothing that the handlers of a queue are given goes well: it is consumed no longer (`open`), one message at a time is tried
       * (`half-open`), all is well again (`closed`).
       */
      readonly type: "circuit";
      readonly queue: string;
      readonly state: CircuitState;
      /** Failures in a row. */
      readonly failures: number;
      /** For how long it is open, in milliseconds. */
      readonly pauseMs?: number;
    }
  | { readonly type: "hook-failed"; readonly queue: string; readonly messageId: string; readonly hook: "onExhausted" }
  | {
      readonly type: "connection";
      readonly role: ConnectionRole;
      readonly state: ConnectionState;
      readonly reason?: string;
    }
  | {
      readonly type: "subscription";
      readonly queue: string;
      readonly state: SubscriptionState;
      readonly reason?: string;
    };

export interface SettledEvent {
  readonly type: "settled";
  readonly queue: string;
  readonly message: string | undefined;
  /** The version that was sent. */
  readonly version: number | undefined;
  /** The version that the handler was given, when it came so far. */
  readonly readAs: number | undefined;
  readonly messageId: string | undefined;
  readonly sender: string | undefined;
  readonly exchange: string;
  readonly routingKey: string;
  readonly attempt: number;
  readonly redelivered: boolean;
  readonly outcome: SettleOutcome;
  /** The wait queue's step, for a retry. */
  readonly step: string | undefined;
  readonly reason: string | undefined;
  readonly detail: string | undefined;
}

export type Observer = (event: RuntimeEvent) => void;

/** The observer where none was given: what is told for each message need not even be put together for it. */
export const nobody: Observer = () => undefined;

/** An observer that cannot harm: its fault must never touch a message, and there is nobody else to tell of it. */
export function safely(observer: Observer | undefined): Observer {
  if (observer === undefined) return nobody;
  return (event) => {
    try {
      // An async function fits the type as well, and its rejection would end the process.
      const told: unknown = observer(event);
      if (told instanceof Promise) told.catch(() => undefined);
    } catch {
      // See above.
    }
  };
}
