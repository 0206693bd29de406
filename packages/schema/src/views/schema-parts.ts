import { isObject, type JsonSchema } from "../json.js";
import type { LocationGraph } from "../location/location-graph.js";
import type { SchemaNode } from "../location/reference-index.js";

/** A schema while it is written. */
export type Draft = { [keyword: string]: unknown };

/** Writes the copy of a subschema that stands under a keyword, and under a name or position where there are several. */
export type CopyChild = (schema: JsonSchema, keyword: string, token: string) => JsonSchema;

/** The parts of a schema being written: each is made once, whatever refers to it. */
export interface SchemaParts {
  /** A reference to the part of this key, which is made when first asked for. */
  refer(key: string, make: () => JsonSchema): JsonSchema;
  /** A copy that means what the original means, its references aimed at parts. */
  plain(schema: JsonSchema): JsonSchema;
  /** The whole schema, sorted: parts used once stand in place, the others under `definitions`. */
  finish(root: JsonSchema): JsonSchema;
}

/** Keywords that judge by themselves. Annotations are left out. */
const VALUES = new Set([
  "const",
  "enum",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "maximum",
  "maxItems",
  "maxLength",
  "maxProperties",
  "minimum",
  "minItems",
  "minLength",
  "minProperties",
  "multipleOf",
  "pattern",
  "required",
  "type",
  "uniqueItems",
]);
/** Keywords of draft-07 whose value is one schema, some in a row, and some by names that people choose. */
export const SINGLES: ReadonlySet<string> = new Set([
  "additionalItems",
  "additionalProperties",
  "contains",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
]);
export const LISTS: ReadonlySet<string> = new Set(["allOf", "anyOf", "items", "oneOf"]);
export const MAPS: ReadonlySet<string> = new Set(["dependencies", "patternProperties", "properties"]);

/** A copy of a node that is no `$ref`, its subschemas copied one by one, some keywords left to the caller. */
export function copyNode(node: SchemaNode, child: CopyChild, without: ReadonlySet<string> = new Set()): Draft {
  const made: [string, unknown][] = [];
  for (const keyword of Object.keys(node).sort()) {
    const value = node[keyword];
    if (without.has(keyword) || ((keyword === "then" || keyword === "else") && node.if === undefined)) continue;
    if (VALUES.has(keyword)) made.push([keyword, value]);
    else if (LISTS.has(keyword) && Array.isArray(value)) {
      made.push([keyword, value.map((member, index) => child(member, keyword, String(index)))]);
    } else if (SINGLES.has(keyword) && isSchema(value)) made.push([keyword, child(value, keyword, "")]);
    else if (MAPS.has(keyword) && isObject(value)) {
      const members = Object.keys(value).sort();
      const copy = (name: string) => (isSchema(value[name]) ? child(value[name], keyword, name) : value[name]);
      made.push([keyword, Object.fromEntries(members.map((name) => [name, copy(name)]))]);
    }
  }
  return Object.fromEntries(made);
}

/** True for what can be a subschema. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || isObject(value);
}

/** What is valid for all of these. */
export function both(...schemas: readonly JsonSchema[]): JsonSchema {
  if (schemas.includes(false)) return false;
  const [first = true, ...more] = schemas.filter((schema) => schema !== true && !isEmpty(schema));
  return more.length === 0 ? first : { allOf: [first, ...more] };
}

/** Keywords that judge alone, whatever other keywords stand beside them. */
const ALONE = new Set(["anyOf", "enum", "maxProperties", "minProperties", "propertyNames", "required"]);

/** {@link both}, in one object where no keyword stands in the way. */
export function joined(draft: Draft, more: readonly JsonSchema[]): JsonSchema {
  const apart: JsonSchema[] = [];
  let whole = draft;
  for (const schema of more) {
    const fits =
      typeof schema === "object" && Object.keys(schema).every((keyword) => ALONE.has(keyword) && !(keyword in whole));
    if (fits) whole = { ...whole, ...schema };
    else apart.push(schema);
  }
  return both(whole, ...apart);
}

function isEmpty(schema: JsonSchema): boolean {
  return typeof schema === "object" && Object.keys(schema).length === 0;
}

/** Starts the parts of one schema. */
export function schemaParts(graph: LocationGraph): SchemaParts {
  const parts = new Map<string, { schema: JsonSchema; readonly reference: SchemaNode }>();
  const keys = new Map<unknown, string>();
  const refer = (key: string, make: () => JsonSchema): JsonSchema => {
    const known = parts.get(key);
    if (known !== undefined) return known.reference;
    const reference = { $ref: key };
    const part = { schema: true as JsonSchema, reference };
    parts.set(key, part);
    keys.set(reference, key);
    part.schema = make();
    return reference;
  };
  const plain = (schema: JsonSchema): JsonSchema => {
    if (typeof schema === "boolean") return schema;
    if (typeof schema.$ref !== "string") return copyNode(schema, plain);
    const target = graph.target(schema);
    // A circle of references judges nothing: no validator ends on it, and none gets here.
    if (target === undefined || typeof target === "boolean") return target ?? false;
    return refer(`plain ${graph.number(target)}`, () => copyNode(target, plain));
  };
  return { refer, plain, finish: (root) => finish(root, parts, keys) };
}

function finish(
  root: JsonSchema,
  parts: ReadonlyMap<string, { readonly schema: JsonSchema }>,
  keys: ReadonlyMap<unknown, string>,
): JsonSchema {
  const uses = countUses(root, parts, keys);
  const names = new Map<string, string>();
  const definitions: [string, unknown][] = [];
  const write = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(write);
    const key = keys.get(value);
    if (key === undefined) {
      const own = Object.keys(value).sort();
      return Object.fromEntries(own.map((name) => [name, write((value as Draft)[name])]));
    }
    const part = parts.get(key)?.schema ?? true;
    if (uses.get(key) === 1 || typeof part === "boolean") return write(part);
    const known = names.get(key);
    const name = known ?? `part${names.size + 1}`;
    if (known === undefined) {
      names.set(key, name);
      const definition: [string, unknown] = [name, true];
      definitions.push(definition);
      definition[1] = write(part);
    }
    return { $ref: `#/definitions/${name}` };
  };
  const written = write(root) as JsonSchema;
  if (typeof written === "boolean" || definitions.length === 0) return written;
  const whole: Draft = { ...written, definitions: Object.fromEntries(definitions) };
  return Object.fromEntries(
    Object.keys(whole)
      .sort()
      .map((keyword) => [keyword, whole[keyword]]),
  );
}

function countUses(
  root: JsonSchema,
  parts: ReadonlyMap<string, { readonly schema: JsonSchema }>,
  keys: ReadonlyMap<unknown, string>,
): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  const count = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const key = keys.get(value);
    if (key === undefined) {
      for (const child of Object.values(value)) count(child);
      return;
    }
    const times = (uses.get(key) ?? 0) + 1;
    uses.set(key, times);
    if (times === 1) count(parts.get(key)?.schema);
  };
  count(root);
  return uses;
}
