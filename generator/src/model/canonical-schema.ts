import type { JsonSchema } from "@insaka/schema";
import { compareText } from "../diagnostic.js";
import { isMapping } from "../read/node.js";
import { schemaHolders, schemaKeywords } from "./schema-keywords.js";

/**
 * The self-contained form of a documented schema: annotations gone, keys sorted, the shared types that it reaches under
 * `definitions`. Two schemas that mean the same and differ only in words or order have the same canonical form.
 */
export function canonicalSchema(documented: JsonSchema, shared: ReadonlyMap<string, JsonSchema>): JsonSchema {
  const used = new Map<string, JsonSchema>();
  const root = strip(documented);
  const open = [...referredNames(root)];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const type = shared.get(name);
    if (type === undefined || used.has(name)) continue;
    const { stripped, names } = stripType(type);
    used.set(name, stripped);
    open.push(...names);
  }
  if (used.size === 0 || typeof root === "boolean") return root;
  const definitions = Object.fromEntries([...used].sort(([a], [b]) => compareText(a, b)));
  return sortKeys({ ...root, definitions });
}

interface StrippedType {
  readonly stripped: JsonSchema;
  readonly names: ReadonlySet<string>;
}

/** Every schema that refers to a type holds the same object: whoever has looked at it once need not look again. A schema is readonly. */
const strippedTypes: WeakMap<object, StrippedType> = new WeakMap();

function stripType(type: JsonSchema): StrippedType {
  if (typeof type === "boolean") return { stripped: type, names: new Set() };
  const known = strippedTypes.get(type);
  if (known !== undefined) return known;
  const stripped = strip(type);
  const made = { stripped, names: referredNames(stripped) };
  strippedTypes.set(type, made);
  return made;
}

/** The names in the `#/definitions/<Name>` of a schema. */
export function referredNames(schema: JsonSchema): ReadonlySet<string> {
  const names = new Set<string>();
  visit(schema, (part) => {
    const ref = part.$ref;
    if (typeof ref === "string") names.add(ref.slice("#/definitions/".length));
  });
  return names;
}

/** Calls back for each schema object within a schema, itself included. */
export function visit(schema: unknown, each: (part: Readonly<Record<string, unknown>>) => void): void {
  if (!isMapping(schema)) return;
  each(schema);
  for (const [keyword, kind] of schemaHolders) {
    const value = schema[keyword];
    if (value === undefined) continue;
    if (kind === "map") for (const member of Object.values(value as object)) visit(member, each);
    else if (Array.isArray(value)) for (const item of value) visit(item, each);
    else visit(value, each);
  }
}

function strip(schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return schema;
  const stripped: Record<string, unknown> = {};
  for (const keyword of Object.keys(schema).sort(compareText)) {
    const kind = keyword === "$ref" ? "value" : schemaKeywords.get(keyword);
    if (kind === undefined || kind === "annotation") continue;
    stripped[keyword] = stripValue(keyword, kind, schema[keyword]);
  }
  return stripped as JsonSchema;
}

function stripValue(keyword: string, kind: string, value: unknown): unknown {
  const stripAny = (part: unknown): unknown =>
    isMapping(part) || typeof part === "boolean" ? strip(part as JsonSchema) : part;
  if (kind === "map" && isMapping(value)) {
    return sortKeys(Object.fromEntries(Object.entries(value).map(([name, member]) => [name, stripAny(member)])));
  }
  if (kind !== "value") return Array.isArray(value) ? value.map(stripAny) : stripAny(value);
  const unordered = keyword === "required" || (keyword === "type" && Array.isArray(value));
  return unordered && Array.isArray(value) ? [...new Set(value as string[])].sort(compareText) : value;
}

function sortKeys<T extends object>(value: T): T {
  const keys = Object.keys(value);
  if (keys.every((key, index) => index === 0 || compareText(keys[index - 1] ?? "", key) < 0)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b))) as T;
}
