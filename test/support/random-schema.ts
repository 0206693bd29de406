import type { JsonSchema } from "@insaka/schema";
import fc from "fast-check";

type Draft = { readonly [keyword: string]: unknown };
type Drafts = fc.Arbitrary<Draft>;

const NAMES = ["a", "b", "c", "ab"] as const;
const name = fc.constantFrom(...NAMES);
const names = fc.subarray([...NAMES], { maxLength: 2 });

/** Empty schemas most of all: two random leaves for one name rarely agree, and then nothing is valid. */
const leaf: fc.Arbitrary<JsonSchema> = fc.constantFrom<JsonSchema>(
  {},
  {},
  {},
  {},
  {},
  {},
  {},
  { type: "string" },
  { type: "integer" },
  { type: "number", minimum: 3 },
  { type: ["string", "null"] },
  { enum: ["x", 1, null] },
  { const: { a: 1 } },
  { enum: [{}, { b: 1, c: "x" }], properties: { a: {} } },
  { type: "string", minLength: 2 },
);

/** Draws each keyword or leaves it out. */
function some(keywords: { readonly [keyword: string]: fc.Arbitrary<unknown> }): Drafts {
  return fc.record(keywords, { requiredKeys: [], noNullPrototype: true });
}

/** A schema below another: a leaf, an array, an object, or a reference. */
function part(depth: number): fc.Arbitrary<JsonSchema> {
  if (depth <= 0) return leaf;
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 3, arbitrary: objects(depth - 1) },
    { weight: 1, arbitrary: arrays(depth - 1) },
    { weight: 1, arbitrary: fc.constant({ $ref: "#/definitions/shared" }) },
  );
}

function arrays(depth: number): Drafts {
  const items = fc.oneof(part(depth), fc.array(part(depth), { minLength: 1, maxLength: 2 }));
  return fc.tuple(items, some({ additionalItems: part(depth), contains: part(depth) })).map(([first, more]) => {
    return { type: "array", items: first, ...more };
  });
}

/** What an object schema says itself: names, in all the places where names can stand. */
function statements(depth: number): Drafts {
  return fc
    .tuple(
      fc.dictionary(name, part(depth), { maxKeys: 3, noNullPrototype: true }),
      some({ required: names.filter((list) => list.length === 1) }),
      fc.oneof(
        { weight: 7, arbitrary: fc.constant({}) },
        { weight: 3, arbitrary: fc.constant({ additionalProperties: false }) },
        {
          weight: 1,
          arbitrary: fc.constantFrom({ additionalProperties: true }, { additionalProperties: { type: "integer" } }),
        },
        { weight: 1, arbitrary: part(depth).map((schema) => ({ patternProperties: { "^a": schema } })) },
        { weight: 1, arbitrary: fc.tuple(name, names).map(([key, needs]) => ({ dependencies: { [key]: needs } })) },
      ),
    )
    .map(([properties, required, more]) => ({ type: "object", properties, ...required, ...more }));
}

function objects(depth: number): Drafts {
  if (depth <= 0) return statements(0);
  const member = fc.oneof(statements(depth - 1), objects(depth - 1));
  const members = fc.array(member, { minLength: 1, maxLength: 3 });
  const combined = fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: members.map((allOf) => ({ allOf })) },
    { weight: 1, arbitrary: members.map((anyOf) => ({ anyOf })) },
    { weight: 2, arbitrary: members.map((oneOf) => ({ oneOf })) },
    { weight: 1, arbitrary: member.map((not) => ({ not })) },
    { weight: 1, arbitrary: fc.tuple(member, member, member).map(conditional) },
    { weight: 1, arbitrary: fc.tuple(name, member).map(([key, needs]) => ({ dependencies: { [key]: needs } })) },
    { weight: 1, arbitrary: fc.constant({ allOf: [{ $ref: "#/definitions/shared" }] }) },
  );
  return fc.tuple(statements(depth), combined).map(([own, more]) => ({ ...own, ...more }));
}

function conditional([condition, met, otherwise]: readonly Draft[]): Draft {
  return Object.fromEntries(Object.entries({ if: condition, else: otherwise }).concat([["then", met]]));
}

/** Object schemas of draft-07 that combine every way in which a name can be declared and a place be opened or closed. */
export const randomSchema: fc.Arbitrary<Draft> = fc
  .tuple(objects(2), statements(0))
  .map(([schema, shared]) => ({ ...schema, definitions: { shared } }));
