import type { JsonValue } from "@insaka/schema";

/**
 * How an upcaster fails instead of answering: it throws, gives back what is no JSON, answers differently when it is asked
 * again, does not come to an end, or takes more memory than it may have.
 */
export type UpcastFault = "threw" | "not-json" | "undetermined" | "endless" | "memory";

/** What an upcaster makes of one message. */
export type UpcastOutcome =
  | { readonly kind: "cast"; readonly value: JsonValue }
  | { readonly kind: "refused"; readonly pointer: string; readonly reason: string }
  | { readonly kind: "failed"; readonly fault: UpcastFault; readonly detail: string };

/**
 * An upcaster, asked about many messages at once: the outcome of each, in order. It is undefined for messages that were not
 * answered because another one of them did not come to an end. No message is changed.
 */
export type BatchUpcast = (messages: readonly JsonValue[]) => Promise<readonly (UpcastOutcome | undefined)[]>;
