import { compileReaderView, compileValidator, type JsonSchema, type JsonValue, locate } from "@insaka/schema";
import fc from "fast-check";
import { nearlyValid } from "./nearly-valid.js";
import { withUndeclared } from "./undeclared-names.js";

/** Which instances to make. */
export interface ArbitraryOptions {
  /** Adds undeclared names at closed places: what a reader of this schema must also accept. */
  readonly reader?: boolean;
}

/** How many tries without a single valid instance prove that the schema is not one to generate from. */
const TRIES = 500;

/**
 * Instances that are valid for a schema (or for its reader view). Optional properties are present and absent; bounds,
 * inexact numbers, exponents, numbers beyond 2^53, Unicode texts and allowed nulls are all among them.
 * @throws Error if no valid instance is found, rather than to search for ever.
 */
export function schemaArbitrary(schema: JsonSchema, options: ArbitraryOptions = {}): fc.Arbitrary<JsonValue> {
  const validate = compileValidator(schema);
  const candidates = nearlyValid(schema);
  const isValid = (value: JsonValue) => validate(value).length === 0;
  if (!fc.sample(candidates, { numRuns: TRIES, seed: 1 }).some(isValid)) {
    throw new Error(`no valid instance in ${TRIES} tries for ${JSON.stringify(schema)}`);
  }
  const valid = candidates.filter(isValid);
  if (options.reader !== true) return valid;
  const read = compileReaderView(schema);
  return withUndeclared(locate(schema), valid).filter((value) => read(value).ok);
}
