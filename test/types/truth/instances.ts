import { nearlyValid } from "@insaka/generator/samples";
import { compileWriterView, type JsonSchema, type JsonValue } from "@insaka/schema";
import fc from "fast-check";
import { breaksOf } from "./breaks.js";
import { validatorOf } from "./validator.js";

/** What a type is held against. */
export interface Instances {
  /** Those that somebody wrote first. */
  readonly valid: readonly JsonValue[];
  /** Each with one thing wrong that a type can show: a required property missing, a value of another type, no member of an enum. */
  readonly invalid: readonly JsonValue[];
  /** Written and valid, but with a name that nobody declared at a closed place: readers take it, a sender of ours cannot write it. */
  readonly outside: readonly JsonValue[];
}

/** At most so many of each are made for one schema: a large one counts for no more than a small one. */
const MOST = 12;

/** Made at once, to choose from. */
const MADE = 80;

/** Text of an instance that is not judged: nobody could read what is wrong with it. */
const LONGEST = 6_000;

/**
 * Instances of a schema, the same at every run: those that somebody wrote, and messages of its writer view that are made from
 * it, from the shortest to the longest.
 * @throws Error for a schema that ajv does not compile
 */
export function instancesOf(schema: JsonSchema, written: readonly JsonValue[]): Instances {
  const validate = validatorOf(schema);
  const isValid = (value: JsonValue): boolean => validate(value).length === 0;
  const made = fc.sample(nearlyValid(schema), { numRuns: MADE, seed: 20_261 });
  const taken = distinct(written).filter(isValid);
  const isWriters = taken.length === 0 ? isValid : writersOf(schema);
  const valid = distinct([...taken.filter(isWriters), ...spread(distinct(made).filter(isValid))]);
  const invalid = spread(distinct(valid.flatMap((value) => breaksOf(value, validate))));
  return { valid, invalid, outside: taken.filter((value) => !isWriters(value)) };
}

function writersOf(schema: JsonSchema): (value: JsonValue) => boolean {
  // Valid they are, by plain JSON Schema: what is asked is their names.
  const view = compileWriterView(schema, () => []);
  return (value) => view(value).length === 0;
}

/** `__proto__` in an object literal is no property. */
function distinct(values: readonly JsonValue[]): readonly JsonValue[] {
  const texts = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...texts]
    .filter(([text]) => text.length <= LONGEST && !text.includes('"__proto__"'))
    .map(([, value]) => value);
}

/** At most so many, taken evenly from the shortest to the longest. */
function spread(values: readonly JsonValue[]): readonly JsonValue[] {
  const sorted = values.toSorted((one, other) => JSON.stringify(one).length - JSON.stringify(other).length);
  if (sorted.length <= MOST) return sorted;
  return Array.from({ length: MOST }, (_, index) => sorted[Math.floor((index * (sorted.length - 1)) / (MOST - 1))]!);
}
