import type { JsonValue } from "@insaka/schema";
import { isObject } from "./own-property.js";

/** More properties than this in one schema do not fit on the stack of the code that a validator makes of them. */
const MANY = 300;

/**
 * The schema without those of very many `properties` whose names do not stand anywhere in the value: what it says of this value
 * is the same. A schema of ordinary size is returned as it is.
 */
export function narrowSchema(schema: object, value: JsonValue): object {
  const wide = new Set<object>();
  const isPointedInto = scan(schema, wide);
  if (wide.size === 0 || isPointedInto) return schema;
  const names = new Set<string>();
  collectNames(value, names);
  const copy = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(copy);
    if (!isObject(part)) return part;
    const kept = Object.entries(part).filter(([name]) => !wide.has(part) || names.has(name));
    return Object.fromEntries(kept.map(([name, held]) => [name, copy(held)]));
  };
  return copy(schema) as object;
}

/** Finds maps of very many properties. True where a reference leads into `properties`, which must then stay as they are. */
function scan(schema: unknown, wide: Set<object>): boolean {
  if (Array.isArray(schema)) return schema.map((part) => scan(part, wide)).some(Boolean);
  if (!isObject(schema)) return false;
  if (isObject(schema.properties) && Object.keys(schema.properties).length > MANY) wide.add(schema.properties);
  const { $ref } = schema;
  const inside = Object.values(schema).map((part) => scan(part, wide));
  return (typeof $ref === "string" && $ref.includes("properties/")) || inside.some(Boolean);
}

function collectNames(value: JsonValue, names: Set<string>): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, held] of Object.entries(value)) {
    if (!Array.isArray(value)) names.add(name);
    collectNames(held, names);
  }
}
