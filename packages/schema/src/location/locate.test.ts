import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json.js";
import { locate } from "./locate.js";

describe("locate", () => {
  it("gathers names from both sides of dependencies, required, properties and every in-place subschema", () => {
    const place = locate({
      properties: { a: {} },
      required: ["b"],
      dependencies: { c: ["d"], e: { required: ["f"] } },
      allOf: [{ properties: { g: {} } }, { $ref: "#/definitions/h" }],
      anyOf: [{ required: ["i"] }],
      oneOf: [{ required: ["j"] }],
      not: { required: ["k"] },
      if: { required: ["l"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { required: ["m"] },
      else: { patternProperties: { "^n": {} } },
      definitions: { h: { required: ["h"] } },
    });
    expect(place.names.join("")).toBe("abcdefghijklm");
    expect(place.patterns).toEqual(["^n"]);
    expect(place.closed).toBe(true);
    expect([place.declares("a"), place.declares("nx"), place.declares("z")]).toEqual([true, true, false]);
  });

  it.each<[string, JsonSchema, boolean]>([
    ["names alone close", { properties: { a: {} } }, true],
    ["additionalProperties false closes", { properties: { a: {} }, additionalProperties: false }, true],
    ["additionalProperties true opens", { properties: { a: {} }, additionalProperties: true }, false],
    ["a schema for the others opens", { properties: { a: {} }, additionalProperties: { type: "string" } }, false],
    ["one branch that states it opens all", { properties: { a: {} }, anyOf: [{ additionalProperties: {} }] }, false],
    ["no names at all open", { type: "object" }, false],
    ["const opens", { properties: { a: {} }, const: { a: 1 } }, false],
    ["enum opens", { properties: { a: {} }, allOf: [{ enum: [{}] }] }, false],
    [
      "what a $ref hides beside it counts for nothing",
      { allOf: [{ $ref: "#/definitions/a", additionalProperties: true }], definitions: { a: { required: ["a"] } } },
      true,
    ],
    [
      "a reference out of the document opens",
      { properties: { a: {} }, allOf: [{ $ref: "http://elsewhere.test/x" }] },
      false,
    ],
  ])("%s", (_, schema, closed) => {
    expect(locate(schema).closed).toBe(closed);
  });

  it("goes to a property through properties, patterns and additionalProperties of each subschema by itself", () => {
    const place = locate({
      properties: { ab: { required: ["one"] } },
      patternProperties: { "^a": { required: ["two"] } },
      additionalProperties: { required: ["three"] },
      allOf: [{ additionalProperties: { required: ["four"] } }],
    });
    expect(place.property("ab").names).toEqual(["four", "one", "two"]);
    expect(place.property("ax").names).toEqual(["four", "two"]);
    expect(place.property("x").names).toEqual(["four", "three"]);
    expect(place.property("x")).toBe(place.property("y"));
  });

  it("goes to elements through items, tuples, additionalItems and contains", () => {
    const tuple = locate({
      items: [{ required: ["a"] }],
      additionalItems: { required: ["b"] },
      contains: { required: ["c"] },
    });
    expect(tuple.item(0).names).toEqual(["a", "c"]);
    expect(tuple.item(1).names).toEqual(["b", "c"]);
    expect(tuple.item(999)).toBe(tuple.item(1));
    expect(locate({ items: { required: ["a"] } }).item(7).names).toEqual(["a"]);
  });

  it("makes finitely many places under circular references", () => {
    const tree = locate({
      $ref: "#/definitions/t",
      definitions: { t: { properties: { left: { $ref: "#/definitions/t" }, value: {} } } },
    });
    const below = tree.property("left");
    expect(below.property("left")).toBe(below);
    expect(locate({ allOf: [{ $ref: "#" }] }).closed).toBe(false);
  });

  it("follows $id, anchors and escaped pointers", () => {
    const place = locate({
      $id: "http://x.test/root.json",
      allOf: [{ $ref: "item.json" }, { $ref: "#here" }, { $ref: "#/definitions/a~1b%20c" }],
      definitions: {
        i: {
          $id: "item.json",
          required: ["a"],
          allOf: [{ $ref: "#/definitions/inner" }],
          definitions: { inner: { required: ["d"] } },
        },
        h: { $id: "#here", required: ["b"] },
        "a/b c": { required: ["c"] },
      },
    });
    expect(place.names).toEqual(["a", "b", "c", "d"]);
  });

  it("tells the class of personal data, beside a $ref too", () => {
    const place = locate({
      properties: {
        nrc: { allOf: [{ "x-personal-data": "identity" }] },
        phone: { $ref: "#/definitions/p", "x-personal-data": "contact" },
        amount: {},
      },
      definitions: { p: {} },
    });
    expect(place.property("nrc").personalData).toBe("identity");
    expect(place.property("phone").personalData).toBe("contact");
    expect(place.property("amount").personalData).toBeUndefined();
  });
});
