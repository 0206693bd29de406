import type { JsonSchema, UpcastStep } from "@insaka/schema";

/** Where a version stands in its life: readers exist from `draft` on, publishers send `current` only. */
export type MessageStatus = "draft" | "current" | "deprecated" | "retired";

/** Where a message is published: an exchange and a routing key (which carries no version). */
export interface Route {
  readonly exchange: string;
  readonly routingKey: string;
}

/** One version of a message: its canonical, self-contained JSON Schema and the way to it from the version before. */
export interface VersionDescriptor {
  readonly status: MessageStatus;
  readonly schema: JsonSchema;
  /** Steps from version n-1 to this one; absent on the first version. */
  readonly upcast?: readonly UpcastStep[];
}

/** What the runtime needs to know of a message, without its TypeScript types. */
export interface MessageFacts {
  readonly name: string;
  /** The version that publishers send; null while there are only drafts. */
  readonly current: number | null;
  readonly route: Route;
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
  readonly versions: { readonly [N in keyof V]: VersionDescriptor };
  /** Carries the types only; never present at run time. */
  readonly payloads?: V;
}

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
 * the first included: with 2 steps and 4 attempts the waits are step 1, step 2, step 2.
 */
export interface RetryLadder {
  readonly steps: readonly string[];
  readonly attempts: number;
}

/** A consumed queue: the messages that may come out of it, by handler name, and the versions that the handler reads. */
export interface QueueDescriptor {
  readonly queue: string;
  readonly retry: RetryLadder;
  readonly messages: Readonly<Record<string, { readonly message: MessageFacts; readonly reads: readonly number[] }>>;
}
