import type { JsonSchema } from "@insaka/schema";
import { literalType } from "./literal.js";
import { missingProperties } from "./missing-properties.js";

type SchemaObject = Exclude<JsonSchema, boolean>;

/** What stands in for names and types of the document while json-schema-to-typescript works. */
export interface Placeholders {
  /** `k_0_` stands for a property: its name and its schema (for the comment). */
  readonly keys: Map<string, { readonly name: string; readonly schema: JsonSchema }>;
  /** `T_0_` stands for a type written by us. */
  readonly types: Map<string, string>;
  /** Names of the shared types that occur. */
  readonly imports: Set<string>;
}

/** A schema as json-schema-to-typescript takes it. */
export type PlainSchema = Readonly<Record<string, unknown>>;

/** What normalising needs to know of its surroundings. */
export interface Surroundings {
  readonly placeholders: Placeholders;
  /** Shared types by name, to look up properties that only a `required` mentions. */
  readonly shared: ReadonlyMap<string, JsonSchema>;
  /** Schemas around this one that speak of the same value. */
  readonly inPlace: readonly JsonSchema[];
}

const objectKeywords = ["properties", "patternProperties", "additionalProperties", "required", "dependencies"] as const;
const impliedTypes: readonly (readonly [string, readonly string[]])[] = [
  ["object", [...objectKeywords, "minProperties", "maxProperties", "propertyNames"]],
  ["array", ["items", "additionalItems", "contains", "minItems", "maxItems", "uniqueItems"]],
  ["string", ["pattern", "minLength", "maxLength"]],
  ["number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]],
];

/**
 * Brings a schema into the form in which json-schema-to-typescript tells the truth about it:
 * - names, literals and shared types become placeholders, so that nothing of a document reaches its text;
 * - a keyword without `type` gets the type that it implies;
 * - several types become alternatives, one each;
 * - a `required` without `properties`, alone in an `allOf` or a branch, gets the properties that it speaks of;
 * - members of `allOf` that say nothing about the type go;
 * - a tuple may end before the first position that `minItems` does not demand.
 */
export function normalise(schema: JsonSchema, around: Surroundings): PlainSchema {
  if (schema === true) return ours(around, "unknown");
  if (schema === false) return ours(around, "never");
  if (typeof schema.$ref === "string") return reference(around, schema.$ref.slice("#/definitions/".length));
  if (Object.hasOwn(schema, "const")) return ours(around, literalType(schema.const));
  if (Array.isArray(schema.enum)) return ours(around, enumType(schema));
  const types = typesOf(schema);
  if (types.length > 1) return alternatives(schema, types, around);
  const parts = [...ownPart(schema, types[0], around), ...combined(schema, types[0], around)];
  if (parts.length === 0) return ours(around, "unknown");
  return parts.length === 1 ? (parts[0] ?? {}) : { allOf: parts };
}

/** A type written by us. */
function ours({ placeholders }: Surroundings, type: string): PlainSchema {
  const name = `T_${placeholders.types.size}_`;
  placeholders.types.set(name, type);
  return { tsType: name };
}

function reference(around: Surroundings, name: string): PlainSchema {
  around.placeholders.imports.add(name);
  return ours(around, name);
}

function enumType(schema: SchemaObject): string {
  const members = schema.enum as readonly unknown[];
  const types = typesOf({ type: schema.type });
  const possible = members.filter((member) => types.length === 0 || types.some((type) => isOfType(member, type)));
  const distinct = [...new Set(possible.map(literalType))];
  return distinct.length === 0 ? "never" : distinct.join(" | ");
}

function isOfType(value: unknown, type: string): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === type;
}

function typesOf(schema: SchemaObject): readonly string[] {
  if (typeof schema.type === "string") return [schema.type];
  if (Array.isArray(schema.type)) return schema.type.filter((type): type is string => typeof type === "string");
  return impliedTypes
    .filter(([, keywords]) => keywords.some((keyword) => Object.hasOwn(schema, keyword)))
    .map(([type]) => type)
    .slice(0, 1);
}

function alternatives(schema: SchemaObject, types: readonly string[], around: Surroundings): PlainSchema {
  const { type: _types, allOf, anyOf, oneOf, ...rest } = schema;
  const each = types.map((type) => normalise({ ...rest, type }, around));
  const outer = combined({ allOf, anyOf, oneOf }, undefined, around);
  const own = { anyOf: each };
  return outer.length === 0 ? own : { allOf: [own, ...outer] };
}

/** What the schema itself says, its combinators aside; nothing where that is nothing. */
function ownPart(schema: SchemaObject, type: string | undefined, around: Surroundings): readonly PlainSchema[] {
  if (type === undefined) return [];
  if (type === "array") return [arrayPart(schema, around)];
  if (type !== "object") return [{ type }];
  const combines = ["allOf", "anyOf", "oneOf"].some((keyword) => Object.hasOwn(schema, keyword));
  const says = [...objectKeywords, "if", "not"].some((keyword) => Object.hasOwn(schema, keyword));
  return combines && !says ? [] : [objectPart(schema, around)];
}

function objectPart(schema: SchemaObject, around: Surroundings): PlainSchema {
  const required = new Set(Array.isArray(schema.required) ? (schema.required as string[]) : []);
  const declared = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const missing = missingProperties(schema, [schema, ...around.inPlace], around.shared);
  const entries = [...declared, ...missing].map(([name, member]): readonly [string, PlainSchema, boolean] => {
    const key = `k_${around.placeholders.keys.size}_`;
    around.placeholders.keys.set(key, { name, schema: member });
    return [key, normalise(member, { ...around, inPlace: [] }), required.has(name)];
  });
  const additional = additionalPart(schema, entries.length === 0, around);
  if (entries.length === 0 && additional === false) return ours(around, "Record<string, never>");
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([key, member]) => [key, member])),
    required: entries.filter(([, , isRequired]) => isRequired).map(([key]) => key),
    additionalProperties: additional,
  };
}

/** Undeclared names: closed unless the schema says otherwise or declares no name at all (the rule of the two views). */
function additionalPart(schema: SchemaObject, nameless: boolean, around: Surroundings): PlainSchema | boolean {
  const patterns = Object.values((schema.patternProperties ?? {}) as Record<string, JsonSchema>);
  const stated = schema.additionalProperties as JsonSchema | undefined;
  if (stated === true || (stated === undefined && nameless && patterns.length === 0)) return true;
  const others = stated === undefined || stated === false ? patterns : [...patterns, stated];
  if (others.length === 0) return false;
  const each = others.map((other) => normalise(other, { ...around, inPlace: [] }));
  return each.length === 1 ? (each[0] ?? true) : { anyOf: each };
}

function arrayPart(schema: SchemaObject, around: Surroundings): PlainSchema {
  const inner = (item: JsonSchema): PlainSchema => normalise(item, { ...around, inPlace: [] });
  if (!Array.isArray(schema.items)) return { type: "array", items: inner((schema.items ?? true) as JsonSchema) };
  return tuplePart(schema, (schema.items as readonly JsonSchema[]).map(inner), inner, around);
}

/** Positions of a tuple that its type spells out; a longer one is a list of what may stand anywhere in it. */
const longestTuple = 12;

/** A tuple may end early: only `minItems` demands that a position is there. */
function tuplePart(
  { additionalItems: rest, minItems }: SchemaObject,
  positions: readonly PlainSchema[],
  inner: (item: JsonSchema) => PlainSchema,
  around: Surroundings,
): PlainSchema {
  const others = rest === false ? [] : [inner((rest ?? true) as JsonSchema)];
  if (positions.length > longestTuple) return { type: "array", items: { anyOf: [...positions, ...others] } };
  const least = typeof minItems === "number" ? Math.min(minItems, positions.length) : 0;
  const whole = { type: "array", items: positions, additionalItems: others[0] ?? false };
  const early = positions.slice(least).map((_, index) => least + index);
  const lengths = early.map((length) =>
    length === 0
      ? ours(around, "readonly []")
      : { type: "array", items: positions.slice(0, length), additionalItems: false },
  );
  return lengths.length === 0 ? whole : { anyOf: [...lengths, whole] };
}

function combined(schema: SchemaObject, type: string | undefined, around: Surroundings): readonly PlainSchema[] {
  const inside: Surroundings = { ...around, inPlace: [schema, ...around.inPlace] };
  const list = (keyword: string): readonly JsonSchema[] =>
    Array.isArray(schema[keyword]) ? (schema[keyword] as readonly JsonSchema[]) : [];
  const all = list("allOf")
    .filter(saysSomething)
    .map((member) => normalise(withType(member, type), inside));
  const either = ["anyOf", "oneOf"].flatMap((keyword) => {
    const members = list(keyword);
    // A branch that only requires, in a schema that has the properties, repeats them; one that only bounds values says nothing.
    if (members.length === 0 || (type !== undefined && !members.every(saysSomething))) return [];
    return [{ anyOf: members.map((member) => normalise(withType(member, type), inside)) }];
  });
  return [...all, ...either];
}

/** A member of a combinator without a type of its own speaks of its parent's type, if it speaks of a type at all. */
function withType(schema: JsonSchema, type: string | undefined): JsonSchema {
  if (typeof schema === "boolean" || type === undefined || Object.hasOwn(schema, "type")) return schema;
  return objectKeywords.some((keyword) => Object.hasOwn(schema, keyword)) ? { type, ...schema } : schema;
}

const telling: readonly string[] = [
  "$ref",
  "additionalItems",
  "allOf",
  "anyOf",
  "const",
  "enum",
  "items",
  "oneOf",
  "type",
  ...objectKeywords,
];

/** False for a member that only describes, or bounds values that its type does not show. */
function saysSomething(schema: JsonSchema): boolean {
  return typeof schema === "boolean" ? !schema : telling.some((keyword) => Object.hasOwn(schema, keyword));
}
