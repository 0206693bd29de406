import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json.js";
import { describingSchema } from "./describing-schema.js";

const schema: JsonSchema = {
  properties: {
    principal: { $ref: "#/definitions/Money" },
    lines: { items: { properties: { sku: { type: "string" } } } },
    pair: { items: [{ type: "string" }], additionalItems: { type: "number" } },
    parent: { $ref: "#" },
    "0": { type: "null" },
    labels: { additionalProperties: { type: "string" }, patternProperties: { "^x-": {} } },
  },
  allOf: [{ properties: { principal: { properties: { currency: {} } } } }],
  not: { properties: { never: true } },
  additionalProperties: false,
  definitions: { Money: { properties: { amount: { type: "string" }, "a/b": {} } } },
};

describe("the subschema that describes a place", () => {
  it.each([
    ["", ""],
    ["/principal", "/properties/principal"],
    ["/principal/amount", "/definitions/Money/properties/amount"],
    ["/principal/a~1b", "/definitions/Money/properties/a~1b"],
    ["/principal/currency", "/allOf/0/properties/principal/properties/currency"],
    ["/lines/12/sku", "/properties/lines/items/properties/sku"],
    ["/pair/0", "/properties/pair/items/0"],
    ["/pair/3", "/properties/pair/additionalItems"],
    ["/parent/parent/principal/amount", "/definitions/Money/properties/amount"],
    ["/0", "/properties/0"],
    ["/labels/x-a", "/properties/labels/patternProperties/^x-"],
    ["/labels/other", "/properties/labels/additionalProperties"],
    ["/never", "/not/properties/never"],
    ["/undeclared", "/additionalProperties"],
    ["/principal/unknown/deeper", "/properties/principal"],
  ])("%s: %s", (instance, pointer) => {
    expect(describingSchema(schema, instance)).toBe(pointer);
  });

  it("ends under references that lead in a circle or nowhere", () => {
    const circle = { $ref: "#/definitions/a", definitions: { a: { $ref: "#/definitions/a" } } };
    expect(describingSchema(circle, "/x")).toBe("");
    expect(describingSchema({ properties: { a: { $ref: "http://elsewhere.test/x" } } }, "/a/b")).toBe("/properties/a");
    expect(describingSchema({ $ref: "#no-pointer" }, "/x")).toBe("");
  });

  it("reaches nothing that a prototype holds", () => {
    expect(describingSchema({ properties: {} }, "/__proto__/constructor")).toBe("");
  });
});
