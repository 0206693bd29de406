import type { JsonSchema } from "@insaka/schema";

type Properties = ReadonlyMap<string, JsonSchema>;

/**
 * Properties that a schema speaks of without declaring them: those that it requires, found in the schemas around it that
 * speak of the same value, and those that only its conditions (`if`, `then`, `else`, `dependencies`, `not`) declare.
 */
export function missingProperties(
  schema: Exclude<JsonSchema, boolean>,
  inPlace: readonly JsonSchema[],
  shared: ReadonlyMap<string, JsonSchema>,
): Properties {
  const declared = new Set(Object.keys((schema.properties ?? {}) as object));
  const missing = new Map<string, JsonSchema>();
  const required = Array.isArray(schema.required) ? (schema.required as readonly string[]) : [];
  for (const name of required) {
    if (!declared.has(name)) missing.set(name, findProperty(name, inPlace, shared, new Set()) ?? true);
  }
  const stated = Object.entries((schema.dependencies ?? {}) as Record<string, unknown>);
  const dependencies = stated.map(([, needs]) => needs);
  // "If this is there, that must be": names that may be there, both.
  const needed = dependencies.flatMap((needs) => (Array.isArray(needs) ? (needs as string[]) : requiredBy(needs)));
  for (const name of [...stated.map(([key]) => key), ...needed]) {
    if (!declared.has(name) && !missing.has(name)) missing.set(name, true);
  }
  for (const condition of [schema.if, schema.then, schema.else, schema.not, ...dependencies]) {
    if (!isSchemaObject(condition)) continue;
    // A name that `not` or `if` mentions may be there; what it holds is not told by them.
    const tells = condition !== schema.not && condition !== schema.if;
    for (const [name, member] of Object.entries((condition.properties ?? {}) as Record<string, JsonSchema>)) {
      if (!declared.has(name) && !missing.has(name)) missing.set(name, tells ? member : true);
    }
  }
  return missing;
}

function requiredBy(schema: unknown): readonly string[] {
  const { required } = Object(schema) as { readonly required?: unknown };
  return Array.isArray(required) ? (required as readonly string[]) : [];
}

function findProperty(
  name: string,
  schemas: readonly JsonSchema[],
  shared: ReadonlyMap<string, JsonSchema>,
  seen: Set<JsonSchema>,
): JsonSchema | undefined {
  for (const schema of schemas) {
    if (!isSchemaObject(schema) || seen.has(schema)) continue;
    seen.add(schema);
    const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
    if (Object.hasOwn(properties, name)) return properties[name];
    const target = typeof schema.$ref === "string" ? shared.get(schema.$ref.slice("#/definitions/".length)) : undefined;
    const members = Array.isArray(schema.allOf) ? (schema.allOf as readonly JsonSchema[]) : [];
    const found = findProperty(name, target === undefined ? members : [target], shared, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isSchemaObject(value: unknown): value is Exclude<JsonSchema, boolean> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
