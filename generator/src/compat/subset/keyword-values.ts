import type { SchemaObject } from "./keyword-context.js";
import { isObject } from "./own-property.js";
import { Undecided } from "./undecided.js";

/** A keyword's value as a count; `undefined` where the keyword is absent. @throws Undecided for anything else */
export function countOf(schema: SchemaObject, keyword: string): number | undefined {
  const value = schema[keyword];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new Undecided(`${keyword}: ${shown(value)} is not a whole number of at least 0`);
}

/** A keyword's value as a number. */
export function numberOf(schema: SchemaObject, keyword: string): number | undefined {
  const value = schema[keyword];
  if (value === undefined || (typeof value === "number" && Number.isFinite(value))) return value;
  throw new Undecided(`${keyword}: ${shown(value)} is not a number`);
}

/** A keyword's value as a map of names. */
export function mapOf(schema: SchemaObject, keyword: string): readonly (readonly [string, unknown])[] {
  const value = schema[keyword];
  if (value === undefined) return [];
  if (isObject(value)) return Object.entries(value);
  throw new Undecided(`${keyword}: ${shown(value)} is not an object`);
}

/** A list of names, as `required` has one. */
export function namesOf(value: unknown, keyword: string): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every((name) => typeof name === "string")) return value;
  throw new Undecided(`${keyword}: ${shown(value)} is not a list of names`);
}

/** A list of schemas, as `allOf` has one. */
export function listOf(schema: SchemaObject, keyword: string): readonly unknown[] | undefined {
  const value = schema[keyword];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.length > 0) return value;
  throw new Undecided(`${keyword}: ${shown(value)} is not a list of schemas`);
}

/** A value of a schema as a reason may show it. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
