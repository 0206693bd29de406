import type { JsonSchema } from "@insaka/schema";
import fc from "fast-check";
import { isNode, type Node } from "./schema-node.js";

type Edited = { [keyword: string]: unknown };
type Edit = (node: Node, pick: number) => Edited;

const NAMES = ["a", "b", "c", "note", "__proto__"] as const;
const FORMATS = [
  "date",
  "date-time",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "json-pointer",
  "regex",
  "time",
  "uri",
  "uri-reference",
  "uuid",
  "color",
] as const;
const TYPES = ["string", "integer", "number", "null", "boolean", "object", "array"] as const;

function choose<T>(list: readonly T[], pick: number): T {
  return list[pick % list.length] as T;
}

function distinct(list: readonly unknown[]): readonly unknown[] {
  return [...new Set(list)];
}

function properties({ properties: stated }: Node): Node {
  return isNode(stated) ? stated : {};
}

function without(node: Node, ...keywords: readonly string[]): Edited {
  return Object.fromEntries(Object.entries(node).filter(([keyword]) => !keywords.includes(keyword)));
}

function typesOf({ type }: Node): readonly unknown[] {
  return Array.isArray(type) ? type : type === undefined ? TYPES : [type];
}

/** What people do to a schema; some of it breaks, some does not. */
const edits: readonly Edit[] = [
  (node, pick) => ({
    ...node,
    properties: { ...properties(node), [choose(NAMES, pick)]: { type: choose(TYPES, pick >> 3) } },
  }),
  (node, pick) => ({
    ...node,
    properties: { ...properties(node), [choose(NAMES, pick)]: { type: "string", format: choose(FORMATS, pick >> 3) } },
  }),
  (node, pick) => ({ ...node, properties: without(properties(node), choose(NAMES, pick)) }),
  (node, pick) => ({ ...node, required: [choose(NAMES, pick)] }),
  (node) => without(node, "required"),
  (node) => ({ ...node, additionalProperties: false }),
  (node) => without(node, "additionalProperties"),
  (node, pick) => ({ ...node, additionalProperties: { type: choose(TYPES, pick) } }),
  (node, pick) => ({ ...node, type: [...new Set([...typesOf(node), choose(TYPES, pick)])] }),
  (node, pick) => ({ ...node, type: choose(TYPES, pick) }),
  (node) => without(node, "type"),
  (node, pick) => ({ ...node, format: choose(FORMATS, pick) }),
  (node, pick) => ({ ...node, not: { type: "string", format: choose(FORMATS, pick) } }),
  (node, pick) => ({ ...node, anyOf: [{ format: choose(FORMATS, pick) }, { minLength: 1 + (pick % 7) }] }),
  (node) => without(node, "format", "pattern"),
  (node, pick) => ({ ...node, minLength: pick % 5, maxLength: 3 + (pick % 7) }),
  (node, pick) => ({ ...node, minimum: pick % 5 }),
  (node, pick) => ({ ...node, maximum: 5 + (pick % 5), multipleOf: choose([1, 0.5, 0.01, 3], pick) }),
  (node, pick) => ({
    ...node,
    enum: distinct([choose(["x", 1, null, "", {}], pick), choose(["y", "x", 2, [], true], pick >> 2)]),
  }),
  (node, pick) => ({
    ...node,
    ...(Array.isArray(node.enum) ? { enum: distinct([...node.enum, `new${pick % 3}`]) } : {}),
  }),
  (node) => without(node, "enum", "const"),
  (node, pick) => ({ ...node, pattern: choose(["^a", "^[a-z]+$", "\\d", "^(?!x)", ".", "^.{2,5}$"], pick) }),
  (node, pick) => ({ ...node, minProperties: 1 + (pick % 2) }),
  (node, pick) => ({ ...node, items: { type: choose(TYPES, pick) } }),
  (node, pick) => ({ ...node, minItems: pick % 3, uniqueItems: pick % 2 === 0 }),
  (node, pick) => ({ ...node, dependencies: { [choose(NAMES, pick)]: [choose(NAMES, pick >> 2)] } }),
  (node, pick) => ({ ...node, propertyNames: { maxLength: 1 + (pick % 4) } }),
  (node, pick) => ({
    ...node,
    patternProperties: { [choose(["^a", "b$", "^_"], pick)]: { type: choose(TYPES, pick) } },
  }),
];

/** What says the same in other words. */
const refactorings: readonly Edit[] = [
  (node) => ({ allOf: [node] }),
  (node) => ({ anyOf: [node] }),
  (node) => ({ oneOf: [node] }),
  (node) => ({ ...node, title: "Said otherwise", description: "In other words." }),
  (node) => Object.fromEntries(Object.entries(node).reverse()),
  (node) => ({ anyOf: [node, node] }),
  (node) =>
    Array.isArray(node.enum) && node.$ref === undefined ? { ...node, enum: [...node.enum].reverse() } : { ...node },
  (node) => (typeof node.type === "string" && node.$ref === undefined ? { ...node, type: [node.type] } : { ...node }),
  (node) =>
    Array.isArray(node.type) && node.$ref === undefined
      ? {
          ...without(node, "type"),
          allOf: [...(Array.isArray(node.allOf) ? node.allOf : []), { anyOf: node.type.map((type) => ({ type })) }],
        }
      : { ...node },
];

/** Keywords below which an edit would turn meaning round is fine as well: a witness or a proof must hold all the same. */
const SINGLE = [
  "items",
  "additionalItems",
  "additionalProperties",
  "contains",
  "not",
  "if",
  "then",
  "else",
  "propertyNames",
];
const LISTS = ["allOf", "anyOf", "oneOf", "items"];
const MAPS = ["properties", "patternProperties", "definitions", "dependencies"];

/** Edits the n-th subschema that is met, the root being the first; and counts them. */
function editAt(
  schema: unknown,
  target: number,
  edit: (node: Node) => Edited,
): { readonly schema: unknown; readonly met: number } {
  let met = 0;
  const visit = (value: unknown, isRoot: boolean): unknown => {
    if (!isNode(value)) return value;
    const own = met++;
    const copy: Edited = {};
    for (const [keyword, child] of Object.entries(value)) {
      if (LISTS.includes(keyword) && Array.isArray(child)) copy[keyword] = child.map((each) => visit(each, false));
      else if (MAPS.includes(keyword) && isNode(child))
        copy[keyword] = Object.fromEntries(Object.entries(child).map(([name, each]) => [name, visit(each, false)]));
      else copy[keyword] = SINGLE.includes(keyword) ? visit(child, false) : child;
    }
    if (own !== target) return copy;
    if (!isRoot) return edit(copy);
    const { definitions, ...rest } = copy;
    return definitions === undefined ? edit(rest) : { ...edit(rest), definitions };
  };
  return { schema: visit(schema, true), met };
}

function apply(
  schema: JsonSchema,
  list: readonly Edit[],
  picks: readonly (readonly [number, number, number])[],
): JsonSchema {
  return picks.reduce<JsonSchema>((current, [which, where, pick]) => {
    const { met } = editAt(current, -1, (node) => node);
    return editAt(current, where % met, (node) => choose(list, which)(node, pick)).schema as JsonSchema;
  }, schema);
}

const picks = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 });

/** A schema, and what some edits make of it. */
export function evolutionOf(schemas: fc.Arbitrary<JsonSchema>): fc.Arbitrary<readonly [JsonSchema, JsonSchema]> {
  return fc.tuple(schemas, picks, picks).map(([schema, first, second]) => {
    const before = apply(schema, edits, first);
    return [before, apply(before, edits, second)] as const;
  });
}

/** A schema, and the same in other words. */
export function refactoringOf(schemas: fc.Arbitrary<JsonSchema>): fc.Arbitrary<readonly [JsonSchema, JsonSchema]> {
  return fc.tuple(schemas, picks, picks).map(([schema, first, second]) => {
    const before = apply(schema, edits, first);
    return [before, apply(before, refactorings, second)] as const;
  });
}
