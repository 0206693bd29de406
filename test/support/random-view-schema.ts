import type { JsonSchema } from "@insaka/schema";
import fc from "fast-check";
import { randomSchema } from "./random-schema.js";
import { isNode, type Node } from "./schema-node.js";

type Draft = { [keyword: string]: unknown };

function tagged(kind: unknown): Node {
  return { type: "object", required: ["a"], properties: { a: { const: kind } }, additionalProperties: false };
}

const object = (properties: Node): Node => ({ type: "object", properties });

/** What is put beside the keywords of a subschema: all that counts, compares or names whole objects. */
const ADDITIONS: readonly Node[] = [
  { minProperties: 1 },
  { minProperties: 2 },
  { maxProperties: 1 },
  { maxProperties: 2 },
  { propertyNames: { pattern: "^a" } },
  { propertyNames: { enum: ["a", "b", "x"] } },
  { propertyNames: { not: { const: "b" } } },
  { propertyNames: { maxLength: 1 } },
  { patternProperties: { b$: object({ a: {} }) } },
  { patternProperties: { b$: object({ b: {} }), "^a": object({ c: { type: "string" } }) } },
  { patternProperties: { "^[ab]": object({ a: {} }), "^c": object({ b: {} }) } },
  { patternProperties: { "^a": { ...object({ a: {} }), additionalProperties: false } }, additionalProperties: false },
  { additionalProperties: object({ a: {} }) },
  { additionalProperties: { ...object({ b: {} }), additionalProperties: false } },
  { additionalProperties: false },
  { additionalProperties: false, patternProperties: { "^k": {} } },
  { const: { a: {} }, properties: { a: { properties: { b: {} } } } },
  { const: { a: { b: 1 }, b: [{ a: 1 }] }, properties: { a: object({ b: {} }), b: { items: object({ a: {} }) } } },
  { enum: [{ a: {} }, { a: { x: 1 } }, { a: { b: 1 } }], properties: { a: { properties: { b: {} } } } },
  { properties: { c: { $ref: "#/definitions/shared" } } },
  { properties: { c: { ...object({ a: { $ref: "#/definitions/shared" } }), additionalProperties: false } } },
  { required: ["zz"] },
  { dependencies: { a: { minProperties: 2 }, zz: ["b"] } },
  { not: { minProperties: 3 } },
  { oneOf: [{ maxProperties: 1 }, { required: ["a"] }] },
  { oneOf: [tagged("x"), tagged(1), { type: "array" }] },
  { oneOf: [tagged("x"), { properties: { a: { const: 1 } }, additionalProperties: false }] },
];

const LISTS: readonly Node[] = [
  { uniqueItems: true },
  { uniqueItems: true, items: { type: "string" } },
  { contains: { required: ["a"] } },
  { contains: { ...object({ b: {} }), additionalProperties: false } },
  { allOf: [{ items: [object({ a: {} }), object({ b: {} })] }] },
  { allOf: [{ items: { additionalProperties: false, properties: { a: {}, b: {} } } }] },
  { additionalItems: { properties: { b: {} }, additionalProperties: false } },
];

const MAPS = new Set(["properties", "patternProperties", "definitions", "dependencies"]);

/** Adds to some subschemas what the picks say, taken in the order in which subschemas are met. */
function withAdditions(schema: unknown, picks: readonly number[]): JsonSchema {
  let met = 0;
  const edit = (value: unknown, inMap: boolean): unknown => {
    if (Array.isArray(value)) return value.map((member) => edit(member, false));
    if (!isNode(value)) return value;
    const copy: Draft = {};
    for (const [key, child] of Object.entries(value)) {
      const isInstance = !inMap && (key === "const" || key === "enum");
      copy[key] = isInstance ? child : edit(child, !inMap && MAPS.has(key));
    }
    if (inMap || typeof copy.$ref === "string") return copy;
    const more = copy.items === undefined ? ADDITIONS : LISTS;
    const pick = picks[met++ % picks.length] ?? 0;
    return { ...copy, ...more[pick] };
  };
  return edit(schema, false) as JsonSchema;
}

/** Random schemas with what is hard to say of declared names alone: counts, comparisons, overlapping patterns, tuples. */
export const randomViewSchema: fc.Arbitrary<JsonSchema> = fc
  .tuple(
    randomSchema,
    fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant(-1) },
        { weight: 2, arbitrary: fc.nat({ max: ADDITIONS.length - 1 }) },
        { weight: 1, arbitrary: fc.nat({ max: LISTS.length - 1 }) },
      ),
      { minLength: 8, maxLength: 8 },
    ),
  )
  .map(([schema, picks]) => withAdditions(schema, picks));
