import type { JsonValue } from "@insaka/schema";

/** Deeper than any limit on bodies, shallow enough for the stack: what is deeper is taken for a cycle. */
const DEEPEST = 1_000;

class NotJson extends Error {}

/**
 * A copy of what code returned, when it is JSON: plain objects, arrays, strings, finite numbers, booleans, null. A property
 * that is undefined counts as absent, as it does for JSON.stringify. Undefined for anything else: a promise, a Date, a cycle.
 */
export function plainJson(value: unknown): JsonValue | undefined {
  try {
    return copy(value, 0);
  } catch (error) {
    if (error instanceof NotJson) return undefined;
    throw error;
  }
}

function copy(value: unknown, depth: number): JsonValue {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value !== "object" || depth > DEEPEST) throw new NotJson();
  // Not `map`: it passes over holes.
  if (Array.isArray(value)) return Array.from(value, (element: unknown) => copy(element, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotJson();
  const made: { [key: string]: JsonValue } = {};
  for (const [name, child] of Object.entries(value)) {
    // As an own property it is a prototype in waiting, and no schema of ours declares it.
    if (name === "__proto__") throw new NotJson();
    if (child !== undefined) made[name] = copy(child, depth + 1);
  }
  return made;
}
