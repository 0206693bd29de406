import { expect, it } from "vitest";
import type { JsonSchema } from "../json.js";
import { locationGraph } from "../location/location-graph.js";
import { areApart } from "./branches-apart.js";

const kind = (...kinds: unknown[]) => ({ type: "object", required: ["kind"], properties: { kind: { enum: kinds } } });
const { type: _, ...untyped } = kind("a");

it.each<[string, readonly JsonSchema[], boolean]>([
  ["types", [{ type: "null" }, { type: ["string", "object"] }], true],
  ["a type that the other has too", [{ type: "integer" }, { type: ["number", "null"] }], false],
  ["values", [{ const: 1 }, { enum: [2, "1"] }], true],
  ["a value that the other has too", [{ const: -0 }, { enum: [0] }], false],
  ["values that are no scalars", [{ const: { a: 1 } }, { const: { a: 2 } }], false],
  ["a required property", [kind("a"), kind("b", "c"), kind("d")], true],
  ["a required property with a value in common", [kind("a"), kind("b", "a")], false],
  ["a property that is not required", [kind("a"), { ...kind("b"), required: [] }], false],
  ["a required property where one takes objects alone", [untyped, kind("b")], true],
  [
    "a required property that other types need not have",
    [untyped, { ...untyped, properties: { kind: { const: "b" } } }],
    false,
  ],
  ["a branch that takes nothing", [false, { type: "null" }], true],
  ["no keyword", [{}, { type: "null" }], false],
])("branches told apart by %s", (__, branches, apart) => {
  expect(areApart(branches, locationGraph({ oneOf: branches }), false)).toBe(apart);
});

it("of objects alone, a required property is enough, through a reference too", () => {
  const definitions = { one: untyped };
  const oneOf = [{ $ref: "#/definitions/one" }, { ...untyped, properties: { kind: { const: "b" } } }];
  expect(areApart(oneOf, locationGraph({ oneOf, definitions }), true)).toBe(true);
});
