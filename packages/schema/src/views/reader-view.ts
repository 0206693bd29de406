import type { JsonSchema, JsonValue } from "../json.js";
import { locate } from "../location/locate.js";
import { compileValidator, unjudged } from "../validate/compile-validator.js";
import type { Validator, Violation } from "../validate/violation.js";
import { dropUndeclared } from "./undeclared.js";

/** What a reader view says of a message. */
export type ReaderResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/** A compiled reader view. */
export type ReaderView = (value: JsonValue) => ReaderResult;

/**
 * What a receiver accepts: a message that is valid, or that is valid once undeclared names at closed places are dropped.
 *
 * What is handed over is the message without those names wherever that is valid: an undeclared name must not collide
 * with what a later version means by it when the message is upcast. Only where the message is valid as it came and not
 * without them is it handed over as it came. A refusal tells the violations of the message without them.
 * @param validate - a validator of the same schema, where there is one already
 * @throws SchemaError as `compileValidator` does.
 */
export function compileReaderView(schema: JsonSchema, validate: Validator = compileValidator(schema)): ReaderView {
  const root = locate(schema);
  return (value) => {
    try {
      const dropped = dropUndeclared(root, value);
      const violations = validate(dropped);
      if (violations.length === 0) return { ok: true, value: dropped };
      if (dropped !== value && validate(value).length === 0) return { ok: true, value };
      return { ok: false, violations };
    } catch (error) {
      return { ok: false, violations: [unjudged(value, error)] };
    }
  };
}
