import type { JsonSchema } from "@insaka/schema";
import { isSchemaObject, members, named } from "./rule.js";

/** The schema that declares a property, of schemas that speak of one value; what `allOf` and `$ref` lead to is looked through. */
export function findProperty(
  name: string,
  schemas: readonly JsonSchema[],
  shared: ReadonlyMap<string, JsonSchema>,
  seen: Set<JsonSchema> = new Set(),
): JsonSchema | undefined {
  for (const schema of schemas) {
    if (!isSchemaObject(schema) || seen.has(schema)) continue;
    seen.add(schema);
    const properties = named(schema, "properties");
    if (Object.hasOwn(properties, name)) return properties[name];
    const target = referred(schema.$ref, shared);
    const found = findProperty(name, target === undefined ? members(schema, "allOf") : [target], shared, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The shared type that a `$ref` leads to. */
export function referred(ref: unknown, shared: ReadonlyMap<string, JsonSchema>): JsonSchema | undefined {
  return typeof ref === "string" ? shared.get(ref.slice("#/definitions/".length)) : undefined;
}
