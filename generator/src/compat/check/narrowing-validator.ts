import { compileValidator, type JsonSchema, type JsonValue, type Validator } from "@insaka/schema";
import { rewriteSchema } from "../../model/rewrite-schema.js";
import { isSchemaObject } from "../schema-object.js";

/**
 * Judges values by a schema as `compileValidator` does, for one who asks of a few small values only: to compile a schema whole takes
 * a hundred times as long as to judge by it. For each value only those `properties` are compiled whose names stand in it; the
 * others say nothing of it.
 */
export function narrowingValidator(schema: JsonSchema): Validator {
  if (isReferredInto(schema)) {
    let validate: Validator | undefined;
    return (value) => {
      validate ??= compileValidator(schema);
      return validate(value);
    };
  }
  // A witness is confirmed first and asked for its violations then.
  let last: { readonly names: string; readonly validate: Validator } | undefined;
  return (value) => {
    const names = namesIn(value as JsonValue, new Set());
    const key = JSON.stringify([...names].sort());
    if (last?.names !== key) last = { names: key, validate: compileValidator(narrowed(schema, names)) };
    return last.validate(value);
  };
}

function narrowed(schema: JsonSchema, names: ReadonlySet<string>): JsonSchema {
  return rewriteSchema(schema, (part) => {
    const { properties } = part;
    if (!isSchemaObject(properties)) return part;
    const kept = Object.entries(properties).filter(([name]) => names.has(name));
    return { ...part, properties: Object.fromEntries(kept) };
  });
}

/** True where a reference may lead to a property's schema: by a pointer, or by a name that a schema has for itself. */
function isReferredInto(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(isReferredInto);
  if (!isSchemaObject(part)) return false;
  const { $ref, $id } = part;
  if (typeof $id === "string") return true;
  if (typeof $ref === "string" && /propert|%/.test($ref)) return true;
  return Object.values(part).some(isReferredInto);
}

function namesIn(value: JsonValue, names: Set<string>): ReadonlySet<string> {
  if (typeof value !== "object" || value === null) return names;
  for (const [name, held] of Object.entries(value)) {
    if (!Array.isArray(value)) names.add(name);
    namesIn(held, names);
  }
  return names;
}
