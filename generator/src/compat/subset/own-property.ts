import type { JsonObject, JsonValue } from "@insaka/schema";

/** An object of these properties. A plain assignment to `__proto__` would replace the prototype instead. */
export function objectOf(entries: Iterable<readonly [string, JsonValue]>): JsonObject {
  return Object.fromEntries(entries) as JsonObject;
}

/** The value of an own property; `undefined` where there is none. */
export function ownProperty(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as { readonly [name: string]: unknown })[name] : undefined;
}

/** True for what a JSON object is: not null, not an array. */
export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
