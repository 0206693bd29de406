import type { JsonSchema } from "@insaka/schema";
import { findProperty, referred } from "./find-property.js";
import {
  type Around,
  combinators,
  isSchemaObject,
  members,
  type NormaliserRule,
  named,
  requiredNames,
  type SchemaObject,
} from "./rule.js";

/** `if: ..., then: { properties: ... }`: a type cannot tell when, but it must not refuse. */
export const conditionalNames: NormaliserRule = {
  id: "conditional-names",
  purpose:
    "A property that only `if`, `then`, `else`, `not` or `dependencies` speaks of, here or in `allOf`, may be there.",
  rewrite(schema, around) {
    if (schema.type !== undefined && schema.type !== "object") return schema;
    const told = new Map<string, JsonSchema[]>();
    collectConditions(schema, told, around, new Set());
    const known = [schema, ...around.inPlace];
    const missing = [...told].filter(([name]) => findProperty(name, known, around.shared) === undefined);
    // What is only no object of a kind may be no object at all.
    const isObject = schema.type === "object" || [...told.values()].some((schemas) => schemas.length > 0);
    if (missing.length === 0 || !isObject) return schema;
    const declared = missing.map(([name, schemas]): [string, JsonSchema] => [name, eitherOf(schemas)]);
    return {
      ...schema,
      type: "object",
      properties: { ...named(schema, "properties"), ...Object.fromEntries(declared) },
    };
  },
};

function eitherOf(schemas: readonly JsonSchema[]): JsonSchema {
  const distinct = [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
  return distinct.length > 1 ? { anyOf: distinct } : (distinct[0] ?? true);
}

type Told = Map<string, JsonSchema[]>;

/** What the conditions of a schema say, and those of the members of its `allOf`. */
function collectConditions(schema: SchemaObject, told: Told, around: Around, seen: Set<JsonSchema>): void {
  const hold = (condition: unknown): void => collect(condition, told, around, { tells: true, seen });
  for (const [name, needs] of Object.entries((schema.dependencies ?? {}) as Record<string, unknown>)) {
    mention(told, name);
    if (Array.isArray(needs)) for (const needed of needs as string[]) mention(told, needed);
    else hold(needs);
  }
  for (const keyword of ["then", "else"]) hold(schema[keyword]);
  // What `if` or `not` says of a property need not hold.
  for (const keyword of ["if", "not"]) collect(schema[keyword], told, around, { tells: false, seen });
  for (const member of members(schema, "allOf")) {
    if (isSchemaObject(member)) collectConditions(member, told, around, seen);
  }
}

interface Collecting {
  /** What is said of the properties holds, too. */
  readonly tells: boolean;
  /** A condition may lead back to itself. */
  readonly seen: Set<JsonSchema>;
}

function collect(schema: unknown, told: Told, around: Around, { tells, seen }: Collecting): void {
  if (!isSchemaObject(schema) || seen.has(schema)) return;
  seen.add(schema);
  for (const [name, member] of Object.entries(named(schema, "properties"))) {
    if (tells) told.set(name, [...(told.get(name) ?? []), member]);
    else mention(told, name);
  }
  if (tells) for (const name of requiredNames(schema)) mention(told, name);
  const parts = [referred(schema.$ref, around.shared), ...combinators.flatMap((keyword) => members(schema, keyword))];
  for (const part of parts) collect(part, told, around, { tells, seen });
  if (tells) collectConditions(schema, told, around, seen);
}

function mention(told: Told, name: string): void {
  if (!told.has(name)) told.set(name, []);
}
