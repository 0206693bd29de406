import type { JsonSchema, UpcastStep } from "@insaka/schema";
import type { Message, MessageStatus, RetryPolicy, Route } from "../model/contract-model.js";
import type { Exchange, Queue } from "../model/topology.js";

/**
 * One version of a message with everything that others may rely on: what a release fixes. Plain, sorted, serialisable; two
 * contracts are the same revision exactly when they are equal as JSON. It holds no place: where a thing stands is told beside it.
 */
export interface Contract {
  readonly message: string;
  readonly version: number;
  readonly status: MessageStatus;
  readonly kind: Message["kind"];
  /** `x-owner`. */
  readonly owner: string | null;
  /** `x-retention`, and its years as the config says; null where the document or the config does not say. */
  readonly retention: { readonly class: string; readonly years: number } | null;
  readonly contentType: string | null;
  /** Canonical (self-contained draft-07). */
  readonly payload: JsonSchema;
  /** Canonical; null where the document describes none. */
  readonly headers: JsonSchema | null;
  /** The way here from the version before; null where there is none. */
  readonly upcast: ContractUpcast | null;
  /** Sorted by service, then operation. */
  readonly senders: readonly Sender[];
  /** Sorted by service, then operation. */
  readonly receivers: readonly Receiver[];
}

/** Closed steps, or the function's file, relative to the folder of the documents, and the SHA-256 of its bytes. */
export type ContractUpcast =
  | { readonly by: "steps"; readonly steps: readonly UpcastStep[] }
  | { readonly by: "function"; readonly file: string; readonly sha256: string };

/** A service that publishes the version, or answers with it. */
export interface Sender {
  readonly service: string;
  readonly operation: string;
  /** Null for an answer: it goes to who asked. */
  readonly route: Route | null;
  /** The exchange of the route; null where there is none, or no document describes it. */
  readonly exchange: BareExchange | null;
  /** What this party restates of the payload in its own document, where it does; canonical. */
  readonly view?: JsonSchema;
}

/** A service that reads the version. */
export interface Receiver {
  readonly service: string;
  readonly operation: string;
  /** From a queue of its own, as each instance (`broadcast`), or as the answer to a request (`reply`). */
  readonly by: "queue" | "broadcast" | "reply";
  /** Null for a reply. */
  readonly queue: BareQueue | null;
  readonly bindings: readonly Route[];
  readonly retry: RetryPolicy | null;
  /** Every version of the message that this operation reads, ascending. */
  readonly reads: readonly number[];
  /** What this party restates of the payload in its own document, where it does; canonical. */
  readonly view?: JsonSchema;
}

/** An exchange without its place. */
export type BareExchange = Omit<Exchange, "source">;

/** A queue without its place. */
export type BareQueue = Omit<Queue, "source">;
