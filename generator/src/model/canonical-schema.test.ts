import type { JsonSchema } from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { canonicalSchema } from "./canonical-schema.js";

const money: JsonSchema = {
  description: "An amount.",
  type: "object",
  required: ["b", "a"],
  properties: { b: {}, a: {} },
};
const shared = new Map<string, JsonSchema>([
  ["Money", money],
  [
    "Tree",
    { type: "object", properties: { child: { $ref: "#/definitions/Tree" }, price: { $ref: "#/definitions/Money" } } },
  ],
  ["Unused", { type: "string" }],
]);

describe("canonicalSchema", () => {
  test("takes annotations away, but not properties of the same names", () => {
    const schema = {
      title: "T",
      description: "D",
      deprecated: true,
      "x-owner": "me",
      "x-personal-data": "identity",
      type: "object",
      properties: { title: { type: "string", description: "x" }, default: { type: "string" } },
    };
    expect(canonicalSchema(schema, shared)).toEqual({
      "x-personal-data": "identity",
      type: "object",
      properties: { title: { type: "string" }, default: { type: "string" } },
    });
  });

  test("has one form for one meaning", () => {
    const one = {
      type: ["string", "null"],
      required: ["b", "a", "b"],
      properties: { b: {}, a: { maxLength: 1, minLength: 0 } },
    };
    const other = {
      properties: { a: { minLength: 0, maxLength: 1 }, b: {} },
      required: ["a", "b"],
      type: ["null", "string"],
    };
    expect(JSON.stringify(canonicalSchema(one, shared))).toBe(JSON.stringify(canonicalSchema(other, shared)));
  });

  test("keeps data as it is: order and names within const, enum and default count", () => {
    const schema = { const: { description: "d", b: 1, a: 2 }, enum: [{ title: "t" }] };
    expect(canonicalSchema(schema, shared)).toEqual(schema);
  });

  test("carries the shared types that it reaches, recursive ones too, and no others", () => {
    const schema = canonicalSchema({ items: { $ref: "#/definitions/Tree" } }, shared) as { definitions: object };
    expect(Object.keys(schema.definitions)).toEqual(["Money", "Tree"]);
    expect(JSON.stringify(schema)).not.toContain("An amount");
  });

  test("a property called __proto__ stays a property", () => {
    const schema = JSON.parse('{ "properties": { "__proto__": { "type": "string", "description": "d" } } }');
    expect(JSON.stringify(canonicalSchema(schema, shared))).toBe('{"properties":{"__proto__":{"type":"string"}}}');
  });
});
