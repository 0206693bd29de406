import { describe, expect, it } from "vitest";
import { findInstance, isSatisfiable, isSubset, SubsetEngine, type SubsetOptions } from "./index.js";

const verdict = (lhs: unknown, rhs: unknown, options?: SubsetOptions): string => isSubset(lhs, rhs, options).verdict;
const tree = (value: object): object => ({
  $ref: "#/definitions/tree",
  definitions: {
    tree: {
      type: "object",
      required: ["value"],
      properties: { value, left: { $ref: "#/definitions/tree" }, right: { $ref: "#/definitions/tree" } },
    },
  },
});

describe("isSubset", () => {
  it.each<[string, unknown, unknown]>([
    ["a narrower bound", { type: "integer", minimum: 5 }, { type: "number", minimum: 0 }],
    ["a split allOf", { type: "string", minLength: 2 }, { allOf: [{ type: "string" }, { minLength: 2 }] }],
    ["a reordered enum", { enum: [1, { a: 1, b: 2 }] }, { enum: [{ b: 2, a: 1 }, 1.0, "x"] }],
    [
      "an inlined $ref",
      { properties: { a: { $ref: "#/definitions/x" } }, definitions: { x: { type: "null" } } },
      { properties: { a: { type: "null" } } },
    ],
    ["types split into anyOf", { type: ["string", "null"] }, { anyOf: [{ type: "null" }, { type: "string" }] }],
    [
      "De Morgan",
      { not: { anyOf: [{ type: "string" }, { minimum: 3 }] } },
      { allOf: [{ not: { type: "string" } }, { type: "number", exclusiveMaximum: 3 }] },
    ],
    [
      "if as anyOf",
      JSON.parse('{"if":{"required":["a"]},"then":{"required":["b"]},"type":"object"}'),
      { anyOf: [{ not: { required: ["a"] } }, { required: ["b"] }] },
    ],
    [
      "a pattern of names",
      { patternProperties: { "^ab": false } },
      { patternProperties: { "^abc": { type: "string" } } },
    ],
    ["names that are all declared", { propertyNames: { enum: ["a", "b"] } }, { maxProperties: 2 }],
    ["values that run out", { type: "array", items: { type: "boolean" }, uniqueItems: true }, { maxItems: 2 }],
    [
      "one element for two demands",
      { type: "array", maxItems: 1, allOf: [{ contains: { minimum: 1 } }, { contains: { maximum: 2 } }] },
      { items: { anyOf: [{ not: { type: "number" } }, { minimum: 1, maximum: 2 }] } },
    ],
    ["a dependency", { required: ["a"], dependencies: { a: ["b"] }, type: "object" }, { required: ["b"] }],
    ["recursion", tree({ type: "integer" }), tree({ type: "number" })],
    ["a recursion that never ends", { type: "object", required: ["n"], properties: { n: { $ref: "#" } } }, false],
    [
      "a schema by its $id",
      { $ref: "http://x.test/b", definitions: { b: { $id: "http://x.test/b", type: "string" } } },
      { type: "string" },
    ],
    [
      "a keyword beside a $ref",
      { $ref: "#/definitions/s", type: "null", definitions: { s: { type: "string" } } },
      { type: "string" },
    ],
  ])("proves %s", (_, lhs, rhs) => {
    expect(isSubset(lhs, rhs)).toEqual({ verdict: "subset" });
  });

  it.each<[string, unknown, unknown, unknown]>([
    ["a new required property", { type: "object" }, { required: ["a"] }, {}],
    [
      "a demand on another place of a tuple",
      { type: "array", items: [{ type: "null" }] },
      { items: [{}, { type: "null" }] },
      [null, false],
    ],
    [
      "a demand that begins at a later place",
      { type: "array", items: [{ type: "null" }, {}], additionalItems: { type: "null" } },
      { items: [{ type: "null" }], additionalItems: { type: "null" } },
      [null, false],
    ],
    [
      "a demand on a place before the others",
      { type: "array", items: [{}, {}], additionalItems: { type: "null" } },
      { items: [{}, { type: "null" }] },
      [null, false],
    ],
    [
      "a demand on fewer names",
      { type: "object", patternProperties: { "^ab": { type: "null" } } },
      { patternProperties: { "^a": { type: "null" } } },
      { a: false },
    ],
    [
      "a demand on more names",
      { type: "object", properties: { a: {} }, additionalProperties: { type: "null" } },
      { additionalProperties: { type: "null" } },
      { a: false },
    ],
    ["a removed enum value", { enum: ["a", "b"] }, { enum: ["a"] }, "b"],
    ["a half number", { type: "number" }, { type: "integer" }, 0.1],
    ["an overlap of oneOf", { type: "object" }, { oneOf: [{ required: ["a"] }, { maxProperties: 1 }] }, { a: null }],
    ["two equal elements", { type: "array", items: { type: "boolean" } }, { uniqueItems: true }, [false, false]],
    [
      "a name beyond a pattern",
      { additionalProperties: true, type: "object" },
      { patternProperties: { "^a": true }, additionalProperties: false },
      { "": null },
    ],
    ["a text two characters long", { type: "string", minLength: 2 }, { pattern: "^[^😀]*$" }, "a😀"],
    [
      "a deep difference",
      tree({ type: "integer" }),
      { properties: { left: { properties: { value: { minimum: 1 } } } } },
      { value: 0, left: { value: 0 } },
    ],
    ["a name that objects inherit", { type: "object" }, { required: ["constructor"] }, {}],
    [
      "the name __proto__",
      JSON.parse('{"required":["__proto__"],"type":"object"}'),
      JSON.parse('{"properties":{"__proto__":{"type":"null"}}}'),
      JSON.parse('{"__proto__":false}'),
    ],
  ])("shows %s", (_, lhs, rhs, witness) => {
    const found = isSubset(lhs, rhs);
    expect(found.verdict).toBe("not-subset");
    if (found.verdict === "not-subset")
      expect(JSON.stringify(found.witness).length).toBeLessThanOrEqual(JSON.stringify(witness).length);
  });

  it("takes format as an annotation", () => {
    expect(verdict({ const: "x" }, { format: "date" })).toBe("subset");
    expect(verdict({ type: "string" }, { format: "email" })).toBe("subset");
    expect(verdict({ format: "email" }, { type: ["string", "null", "number", "boolean", "array", "object"] })).toBe(
      "subset",
    );
  });

  it("compares the formats of one text where both sides name one", () => {
    expect(verdict({ type: "string", format: "uri" }, { format: "uri-reference" })).toBe("subset");
    expect(verdict({ type: "string", format: "uuid" }, { format: "uuid" })).toBe("subset");
    expect(isSubset({ type: "string", format: "hostname" }, { format: "time" })).toEqual({
      verdict: "not-subset",
      witness: "a",
    });
    expect(verdict({ properties: { a: { format: "uuid" } } }, { properties: { b: { format: "date" } } })).toBe(
      "subset",
    );
    expect(verdict({ format: "hostname" }, { format: "time" }, { formats: "annotation" })).toBe("subset");
  });

  it("never shows what the judge does not confirm", () => {
    const found = isSubset({ type: "integer" }, { minimum: 0 }, { judge: () => true });
    expect(found).toEqual({ verdict: "undecided", reason: expect.stringContaining("does not confirm") });
  });

  it("looks further where the judge disputes a witness", () => {
    const judge: SubsetOptions["judge"] = (schema, value) =>
      value !== 0 && (schema as { type?: string }).type === "integer";
    const found = isSubset({ type: "integer" }, { maximum: -1 }, { judge });
    expect(found.verdict).toBe("not-subset");
  });

  it("judges a pair the same way after others", () => {
    const engine = new SubsetEngine();
    const schemas = [
      tree({ type: "integer" }),
      tree({ type: "number" }),
      { type: "object" },
      true,
      { type: "object", maxProperties: 2 },
    ];
    for (let round = 0; round < 2; round += 1) {
      for (const lhs of schemas)
        for (const rhs of schemas) expect(engine.isSubset(lhs, rhs)).toEqual(isSubset(lhs, rhs));
    }
  });
});

describe("findInstance", () => {
  it("forgets what was said of one circular schema within another", () => {
    // While `b` is in question, `c` has no value that is simpler; by itself it has one.
    const schema = {
      type: "object",
      required: ["first", "second"],
      properties: { first: { $ref: "#/definitions/b" }, second: { $ref: "#/definitions/c" } },
      definitions: {
        a: {
          type: "object",
          anyOf: [{ required: ["c"], properties: { c: { $ref: "#/definitions/c" } } }, { required: ["end"] }],
        },
        b: { type: "object", required: ["a"], properties: { a: { $ref: "#/definitions/a" } } },
        c: { type: "object", required: ["b"], properties: { b: { $ref: "#/definitions/b" } } },
      },
    };
    expect(findInstance(schema)).toMatchObject({ kind: "found", value: { second: { b: { a: { end: null } } } } });
    expect(isSatisfiable(schema)).toBe(true);
    expect(isSatisfiable({ ...schema, maxProperties: 1 })).toBe(false);
    expect(isSatisfiable({ pattern: "(" })).toBeUndefined();
  });
});

describe("drafts", () => {
  it("reads the boolean bounds of draft-04", () => {
    const lhs = { type: "number", minimum: 0 };
    const rhs = { minimum: 0, exclusiveMinimum: true };
    expect(isSubset(lhs, rhs, { draft: "draft-04" })).toEqual({ verdict: "not-subset", witness: 0 });
    expect(verdict(lhs, rhs)).toBe("undecided");
  });

  it("reads what 2019-09 and 2020-12 call by new names", () => {
    const tuple = { type: "array", prefixItems: [{ type: "string" }], items: false };
    expect(verdict(tuple, { maxItems: 1 }, { draft: "2020-12" })).toBe("subset");
    const needs = { type: "object", required: ["a"], dependentRequired: { a: ["b"] } };
    expect(verdict(needs, { required: ["b"] }, { draft: "2019-09" })).toBe("subset");
    const two = { type: "array", contains: { type: "null" }, minContains: 2 };
    expect(verdict(two, { minItems: 2 }, { draft: "2019-09" })).toBe("subset");
    expect(verdict({ type: "array", contains: { type: "null" } }, two, { draft: "2019-09" })).toBe("not-subset");
    const beside = { $ref: "#/$defs/s", maxLength: 3, $defs: { s: { type: "string" } } };
    expect(verdict(beside, { maxLength: 3 }, { draft: "2020-12" })).toBe("subset");
  });

  it("knows the drafts' own schemas", () => {
    const meta = { $ref: "http://json-schema.org/draft-07/schema#" };
    expect(isSubset({ const: { minLength: -1 } }, meta)).toEqual({ verdict: "not-subset", witness: { minLength: -1 } });
    expect(verdict({ const: { minLength: 1 } }, meta)).toBe("subset");
  });
});
