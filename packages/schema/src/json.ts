/** A JSON Schema of draft-07, as read from a document. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** What `JSON.parse` returns. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** A JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** What stands at a place in a message: the name of a JSON type, `integer` for a whole number, `absent` for nothing. */
export type FoundType = "absent" | "array" | "boolean" | "integer" | "null" | "number" | "object" | "string";

/** Names the JSON type of a value and tells nothing else about it. */
export function foundType(value: unknown): FoundType {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  if (typeof value === "boolean" || typeof value === "string") return typeof value as "boolean" | "string";
  return "object";
}

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Writes an own property. A plain assignment to `__proto__`, which `JSON.parse` delivers as an ordinary name, would
 * replace the prototype instead.
 */
export function setOwn(target: JsonObject, name: string, value: JsonValue): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    target[name] = value;
  }
}

/** A deep copy of plain JSON. */
export function cloneJson(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(cloneJson);
  const copy: JsonObject = {};
  for (const name of Object.keys(value)) setOwn(copy, name, cloneJson(value[name] as JsonValue));
  return copy;
}
