import type { SchemaObject } from "./keyword-context.js";

/** What is longer is rare and not worth keeping. */
const MOST = 400;

/** Keywords that make what a schema says depend on where it stands, or that the reader keeps note of. */
const CONTEXT = ["$ref", "$recursiveRef", "$dynamicRef", "$id", "id", "format"];

/**
 * A text that is equal for schemas that say the same wherever they stand; `undefined` for one with subschemas, references or a
 * name of its own. Revisions of one message share nearly all of these.
 */
export function leafKey(schema: SchemaObject): string | undefined {
  for (const keyword of Object.keys(schema)) {
    if (CONTEXT.includes(keyword) || !isPlain(schema[keyword])) return undefined;
  }
  const key = JSON.stringify(schema);
  return key.length > MOST ? undefined : key;
}

function isPlain(value: unknown): boolean {
  if (typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  return Array.isArray(value) && value.every((member) => typeof member === "string");
}
