import type { JsonSchema } from "@insaka/schema";

export type SchemaObject = Exclude<JsonSchema, boolean>;

/** What a rule needs to know of the surroundings of a schema. */
export interface Around {
  /** Shared types by name. */
  readonly shared: ReadonlyMap<string, JsonSchema>;
  /** Schemas around this one that speak of the same value, the innermost first. */
  readonly inPlace: readonly SchemaObject[];
}

/**
 * One thing that json-schema-to-typescript does not tell the truth about, and the schema of which it does. The type of a schema
 * must be truer with the rule than without it: `rules.test.ts` shows both.
 */
export interface NormaliserRule {
  readonly id: string;
  readonly purpose: string;
  /** The schema in its new form; the very same object where the rule has nothing to do. Subschemas are left to the walker. */
  readonly rewrite: (schema: SchemaObject, around: Around) => SchemaObject;
}

/** Keywords that only an object has, and that its type shows. */
export const objectKeywords = [
  "properties",
  "patternProperties",
  "additionalProperties",
  "required",
  "dependencies",
] as const;

export const combinators = ["allOf", "anyOf", "oneOf"] as const;

/** True where the schema has one of the keywords. */
export function hasAny(schema: SchemaObject, keywords: readonly string[]): boolean {
  return keywords.some((keyword) => Object.hasOwn(schema, keyword));
}

/** The members of a keyword that holds a list of schemas; none where it is absent. */
export function members(schema: SchemaObject, keyword: string): readonly JsonSchema[] {
  return Array.isArray(schema[keyword]) ? (schema[keyword] as readonly JsonSchema[]) : [];
}

/** The schemas that a keyword holds by name; none where it is absent. */
export function named(schema: SchemaObject, keyword: string): Readonly<Record<string, JsonSchema>> {
  return (schema[keyword] ?? {}) as Record<string, JsonSchema>;
}

/** The names that a schema requires. */
export function requiredNames(schema: SchemaObject): readonly string[] {
  return Array.isArray(schema.required) ? (schema.required as readonly string[]) : [];
}

export function isSchemaObject(value: unknown): value is SchemaObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The schema without keywords. */
export function without(schema: SchemaObject, ...keywords: readonly string[]): SchemaObject {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !keywords.includes(keyword)));
}

/** What a schema says itself as one of several; what its combinators say holds for all of them. */
export function asAlternatives(schema: SchemaObject, each: readonly JsonSchema[]): SchemaObject {
  const also = ["anyOf", "oneOf"].flatMap((keyword) =>
    Array.isArray(schema[keyword]) ? [{ [keyword]: schema[keyword] }] : [],
  );
  const outer = [...members(schema, "allOf"), ...also];
  return outer.length === 0 ? { anyOf: each } : { allOf: [{ anyOf: each }, ...outer] };
}
