import type { JsonSchema } from "@insaka/schema";
import { literalType } from "../literal.js";
import {
  type Around,
  isSchemaObject,
  members,
  type NormaliserRule,
  named,
  requiredNames,
  type SchemaObject,
} from "./rule.js";

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

/** What normalising needs to know. */
export interface Normalising {
  readonly rules: readonly NormaliserRule[];
  readonly placeholders: Placeholders;
  /** Shared types by name. */
  readonly shared: ReadonlyMap<string, JsonSchema>;
}

/**
 * Brings a schema into the form in which json-schema-to-typescript tells the truth about it: every rule is applied to each
 * schema in it, the outermost first. Names, literals and shared types become placeholders, so that nothing of a document reaches
 * that tool's text.
 */
export function normalise(schema: JsonSchema, how: Normalising, inPlace: readonly SchemaObject[] = []): PlainSchema {
  if (!isSchemaObject(schema)) return ours(how, schema ? "unknown" : "never");
  const around: Around = { shared: how.shared, inPlace };
  const now = how.rules.reduce((made, rule) => rule.rewrite(made, around), schema);
  if (typeof now.tsType === "string") return ours(how, now.tsType);
  if (typeof now.$ref === "string") return reference(how, now.$ref.slice("#/definitions/".length));
  if (Object.hasOwn(now, "const")) return ours(how, literalType(now.const));
  if (Array.isArray(now.enum)) return ours(how, unionOf(now.enum));
  const parts = [...ownPart(now, how), ...combined(now, how, inPlace)];
  if (parts.length === 0) return ours(how, "unknown");
  return parts.length === 1 ? (parts[0] ?? {}) : { allOf: parts };
}

/** A type written by us. */
function ours({ placeholders }: Normalising, type: string): PlainSchema {
  const name = `T_${placeholders.types.size}_`;
  placeholders.types.set(name, type);
  return { tsType: name };
}

function reference(how: Normalising, name: string): PlainSchema {
  how.placeholders.imports.add(name);
  return ours(how, name);
}

function unionOf(values: readonly unknown[]): string {
  const distinct = [...new Set(values.map(literalType))];
  return distinct.length === 0 ? "never" : distinct.join(" | ");
}

/** What the schema itself says, its combinators aside; nothing where that is nothing. */
function ownPart(schema: SchemaObject, how: Normalising): readonly PlainSchema[] {
  const { type } = schema;
  if (type === undefined) return [];
  if (type === "array") return [arrayPart(schema, how)];
  return type === "object" ? [objectPart(schema, how)] : [{ type }];
}

function objectPart(schema: SchemaObject, how: Normalising): PlainSchema {
  const required = new Set(requiredNames(schema));
  const entries = Object.entries(named(schema, "properties")).map(([name, member]) => {
    const key = `k_${how.placeholders.keys.size}_`;
    how.placeholders.keys.set(key, { name, schema: member });
    return { key, member: normalise(member, how), isRequired: required.has(name) };
  });
  const others = schema.additionalProperties as JsonSchema | undefined;
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(({ key, member }) => [key, member])),
    required: entries.filter(({ isRequired }) => isRequired).map(({ key }) => key),
    additionalProperties: isSchemaObject(others) ? normalise(others, how) : (others ?? false),
  };
}

function arrayPart({ items, additionalItems }: SchemaObject, how: Normalising): PlainSchema {
  const inner = (item: unknown): PlainSchema => normalise((item ?? true) as JsonSchema, how);
  if (!Array.isArray(items)) return { type: "array", items: inner(items) };
  return {
    type: "array",
    items: items.map(inner),
    additionalItems: additionalItems !== false && inner(additionalItems),
  };
}

function combined(schema: SchemaObject, how: Normalising, inPlace: readonly SchemaObject[]): readonly PlainSchema[] {
  const inside = [schema, ...inPlace];
  const all = members(schema, "allOf").map((member) => normalise(member, how, inside));
  const either = ["anyOf", "oneOf"].flatMap((keyword) => {
    const branches = members(schema, keyword);
    return branches.length === 0 ? [] : [{ anyOf: branches.map((branch) => normalise(branch, how, inside)) }];
  });
  return [...all, ...either];
}
