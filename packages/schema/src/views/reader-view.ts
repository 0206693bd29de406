import type { JsonSchema, JsonValue } from "../json.js";
import type { Violation } from "../validate/violation.js";

/** What a reader view says of a message. */
export type ReaderResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/** A compiled reader view. */
export type ReaderView = (value: JsonValue) => ReaderResult;

export function compileReaderView(_schema: JsonSchema): ReaderView {
  throw new Error("to follow");
}
