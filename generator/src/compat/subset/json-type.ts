import type { JsonValue } from "@insaka/schema";

/** The types that questions are split by. Whole and other numbers are told apart only where a schema does. */
export type JsonType = "null" | "boolean" | "number" | "string" | "array" | "object";

/** In the order in which an answer is looked for: the simplest first. */
export const JSON_TYPES: readonly JsonType[] = ["null", "boolean", "number", "string", "array", "object"];

/** A set of types as bits; `number` has two, for whole numbers and for the rest. */
export type TypeSet = number;

const WHOLE = 4;
const FRACTION = 8;

/** Bits of each type that a schema can name. */
export const TYPE_BITS: { readonly [type: string]: TypeSet } = {
  null: 1,
  boolean: 2,
  integer: WHOLE,
  number: WHOLE | FRACTION,
  string: 16,
  array: 32,
  object: 64,
};

/** Every type. */
export const ALL_TYPES: TypeSet = 127;

/** The bit of whole numbers. */
export const WHOLE_NUMBERS: TypeSet = WHOLE;

/** Bits of a type that questions are split by. */
export function bitsOf(type: JsonType): TypeSet {
  return TYPE_BITS[type] ?? 0;
}

/** The type of a value. */
export function typeOf(value: JsonValue): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "boolean" || type === "number" || type === "string" ? type : "object";
}
