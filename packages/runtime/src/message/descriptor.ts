import type { JsonSchema, UpcastStep } from "@insaka/schema";
import type { Upcaster } from "./upcaster.js";

/** Where a version stands in its life: readers exist from `draft` on, publishers send `current` only. */
export type MessageStatus = "draft" | "current" | "deprecated" | "retired";

/** Where a message is published: an exchange and a routing key (which carries no version). */
export interface Route {
  readonly exchange: string;
  readonly routingKey: string;
}

/** A route as a document has it: its routing key may have parameters, as `{name}`. */
export interface DocumentedRoute extends Route {
  /** The values that each parameter may have, null for any; absent where there are none. */
  readonly parameters?: Readonly<Record<string, readonly string[] | null>>;
}

/** One version of a message: its canonical, self-contained JSON Schema and the way to it from the version before. */
export interface VersionDescriptor {
  readonly status: MessageStatus;
  readonly schema: JsonSchema;
  /** What the headers must be that the document declares beside the runtime's own; absent where it declares none. */
  readonly headers?: JsonSchema;
  /** From version n-1 to this one, by steps or by a function; absent where there is no version n-1 to come from. */
  readonly upcast?: readonly UpcastStep[] | Upcaster<never, unknown>;
}

/** What the runtime needs to know of a message, without its TypeScript types. */
export interface MessageFacts {
  readonly name: string;
  /** The version that publishers send; null while there are only drafts. */
  readonly current: number | null;
  /** Null for a reply: it goes to whoever asked. */
  readonly route: DocumentedRoute | null;
  /** Versions that nothing sends, stores or reads any more. */
  readonly retired?: readonly number[];
  readonly versions: Readonly<Record<number, VersionDescriptor>>;
}

/**
 * A message with the payload type of each version.
 *
 * @typeParam V - version number to payload type, for instance `{ 1: LoanApprovedV1; 2: LoanApprovedV2 }`
 * @typeParam C - the current version's number, or null
 */
export interface MessageDescriptor<V extends object, C extends keyof V | null> extends MessageFacts {
  readonly current: (C & number) | null;
  readonly versions: { readonly [N in keyof V]: VersionOf<V, N> };
  /** Carries the types only; never present at run time. */
  readonly payloads?: V;
}

/** A version with the upcaster that it must have: one from each version before that is still read. */
type VersionOf<V extends object, N extends keyof V> = Omit<VersionDescriptor, "upcast"> &
  (Before<N> extends keyof V
    ? { readonly upcast: readonly UpcastStep[] | Upcaster<V[Before<N>], V[N]> }
    : { readonly upcast?: never });

/** The whole number before N. TypeScript counts with tuples: it has no subtraction. */
type Before<N> = N extends number
  ? CountTo<N> extends readonly [unknown, ...infer Rest]
    ? Rest["length"]
    : never
  : never;
type CountTo<N extends number, T extends readonly unknown[] = []> = T["length"] extends N
  ? T
  : CountTo<N, readonly [...T, unknown]>;

/** Describes a message. Generated code calls this. */
export function message<V extends object, C extends keyof V | null>(
  facts: Omit<MessageDescriptor<V, C>, "payloads">,
): MessageDescriptor<V, C> {
  return facts;
}

/**
 * The retry ladder of one consumed queue.
 *
 * `steps` are the wait queues to use, shortest first, by name (`5s`, `2m`). `attempts` counts every delivery to the handler,
 * the first included: with 2 steps and 4 attempts the waits are step 1, step 2, step 2. `immediate` of these attempts are made in
 * place after the first has failed, before the first step.
 */
export interface RetryLadder {
  readonly steps: readonly string[];
  readonly attempts: number;
  /** Absent for none, as in files that were generated before there was such a thing. */
  readonly immediate?: number;
}

/** A message that is read, and the versions of it that its reader takes. */
export interface ReadDescriptor {
  readonly message: MessageFacts;
  readonly reads: readonly number[];
}

/** A message that a handler takes; one that asks lists the replies that its handler may return, by the names that it uses. */
export interface ReceiveDescriptor extends ReadDescriptor {
  /** Its own ladder; absent where its queue's is meant. */
  readonly retry?: RetryLadder;
  readonly replies?: Readonly<Record<string, MessageFacts>>;
}

/** A consumed queue: the messages that may come out of it, by handler name, and the versions that the handler reads. */
export interface QueueDescriptor {
  readonly queue: string;
  readonly retry: RetryLadder;
  readonly messages: Readonly<Record<string, ReceiveDescriptor>>;
}

/** What a consumer runs: a queue of its service, with a ladder, or one of this instance alone, which is bound when it is declared. */
export interface ConsumedQueue extends Omit<QueueDescriptor, "retry"> {
  /** Absent for an instance queue: what fails there is dropped. */
  readonly retry?: RetryLadder;
  /** Present for an instance queue. */
  readonly bindings?: readonly Route[];
}

/** A message that is answered: what is asked, and the replies that are read, by the names that the answer carries. */
export interface RequestDescriptor {
  readonly message: MessageFacts;
  readonly replies: Readonly<Record<string, ReadDescriptor>>;
}

/** What each instance of a service gets a copy of. */
export interface BroadcastDescriptor {
  readonly bindings: readonly Route[];
  readonly messages: Readonly<Record<string, ReadDescriptor>>;
}
