import {
  compileReaderView,
  compileValidator,
  type JsonSchema,
  type JsonValue,
  type Location,
  locate,
} from "@insaka/schema";
import fc from "fast-check";
import { nearlyValid } from "./schema-instances.js";

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
  return valid.chain((value) => withUndeclared(locate(schema), value)).filter((value) => read(value).ok);
}

const undeclaredName = fc.constantFrom("undeclared", "x", "später", "Amount", "__proto__");
const undeclaredValue: fc.Arbitrary<JsonValue> = fc.constantFrom<JsonValue>(null, 1, "text", [1], { deep: true });

/** The instance, with names that its schema does not declare at some of its closed places. */
export function withUndeclared(location: Location, value: JsonValue): fc.Arbitrary<JsonValue> {
  if (typeof value !== "object" || value === null) return fc.constant(value);
  if (Array.isArray(value)) {
    return fc.tuple(...value.map((element, index) => withUndeclared(location.item(index), element)));
  }
  const names = Object.keys(value);
  const children = names.map((name) => withUndeclared(location.property(name), value[name] ?? null));
  const none = fc.constant(undefined);
  const extra = location.closed ? fc.oneof(none, fc.tuple(undeclaredName, undeclaredValue)) : none;
  return fc.tuple(fc.tuple(...children), extra).map(([values, added]) => {
    const entries = names.map((name, index) => [name, values[index] ?? null] as const);
    if (added === undefined || location.declares(added[0])) return Object.fromEntries(entries);
    return Object.fromEntries([...entries, added]);
  });
}
