import type { JsonValue } from "@insaka/schema";

/**
 * A text that is the same for values that JSON Schema takes as equal, and for no others: names sorted, `1.0` as `1`, `-0`
 * as `0`.
 */
export function canonicalText(value: JsonValue): string {
  if (typeof value === "number") return String(value === 0 ? 0 : value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalText(own(value, name))}`).join(",")}}`;
}

function own(value: { readonly [name: string]: JsonValue }, name: string): JsonValue {
  return value[name] as JsonValue;
}

/** True where JSON Schema takes two values as equal. */
export function isEqual(one: JsonValue, other: JsonValue): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  return canonicalText(one) === canonicalText(other);
}
