import { describe, expect, it } from "vitest";
import { isSubset } from "./index.js";

function nested(levels: number, keyword: string): unknown {
  let schema: unknown = { type: "string" };
  for (let level = 0; level < levels; level += 1) schema = { [keyword]: schema };
  return schema;
}

describe("what cannot be judged is undecided, with the keyword and the reason", () => {
  it.each<[string, unknown, RegExp]>([
    ["a number", 5, /5 is not a schema/],
    ["null", null, /null is not a schema/],
    ["a list", [], /is not a schema/],
    ["an unknown type", { type: "text" }, /type: "text" is not a type/],
    ["a list of types with a number", { type: ["string", 3] }, /type: 3/],
    ["a negative length", { minLength: -1 }, /minLength: -1/],
    ["a half count", { maxItems: 1.5 }, /maxItems: 1.5/],
    ["a bound of text", { minimum: "0" }, /minimum: "0"/],
    ["a step of nothing", { multipleOf: 0 }, /multipleOf: 0/],
    ["properties as a list", { properties: [] }, /properties/],
    ["required as true", { required: true }, /required: true/],
    ["an empty allOf", { allOf: [] }, /allOf/],
    ["a part of anyOf that is none", { anyOf: [3] }, /anyOf: 3 is not a schema/],
    ["a property that is none", { properties: { a: "string" } }, /properties: "string" is not a schema/],
    ["a pattern that is none", { pattern: "(" }, /pattern: "\(" is not a regular expression/],
    ["a name pattern that is none", { patternProperties: { "[": true } }, /patternProperties: "\[" is not/],
    ["a remote reference", { $ref: "http://x.test/a.json" }, /\$ref: .* leads to another document/],
    ["a reference to nothing", { $ref: "#/definitions/gone" }, /\$ref: .* leads to nothing/],
    ["a reference that is no text", { $ref: 3 }, /\$ref: 3/],
    ["a schema that is itself", { $ref: "#" }, /\$ref: .* itself at the same place/],
    [
      "a circle in place",
      { allOf: [{ $ref: "#/definitions/a" }], definitions: { a: { not: { $ref: "#" } } } },
      /\$ref: .* itself/,
    ],
    ["a bound beyond doubles", JSON.parse('{"maximum":1e999}'), /maximum/],
    ["a depth of 100,000 not", nested(100_000, "not"), /nests too deeply/],
    ["a depth of 100,000 items", nested(100_000, "items"), /nests too deeply/],
    ["a depth of 100,000 properties", nested(100_000, "additionalProperties"), /nests too deeply/],
  ])("%s", (_, schema, reason) => {
    expect(isSubset(schema, { maxLength: 3 })).toEqual({ verdict: "undecided", reason: expect.stringMatching(reason) });
    expect(isSubset({ maxLength: 3 }, schema)).toEqual({ verdict: "undecided", reason: expect.stringMatching(reason) });
  });

  it.each<[string, unknown, unknown]>([
    [
      "states that explode",
      { pattern: "^(?:a|b)*a(?:a|b){24}$" },
      { pattern: "^(?:a|b)*a(?:a|b){25}$", type: "string" },
    ],
    ["counts within counts", { type: "string", pattern: "^(?:a{1,1000}){1,1000}$" }, { pattern: "^(?:aa?)*$" }],
    ["a length that no message has", { type: "string", minLength: 1e9 }, { minLength: 2e9 }],
    ["an array that no message holds", { type: "array", minItems: 1e9 }, { minItems: 2e9 }],
    ["a pattern with an open back-reference", { type: "string", pattern: "^(.*)\\1$" }, { pattern: "^(?:aa)*$" }],
  ])("%s", (_, lhs, rhs) => {
    const found = isSubset(lhs, rhs, { budget: 200_000 });
    expect(found.verdict).not.toBe("subset");
    if (found.verdict === "undecided") expect(found.reason).toMatch(/^(?:pattern|minLength|minItems): /);
  });

  it("does not let the platform backtrack for ever", () => {
    const text = `${"a".repeat(60)}!`;
    expect(isSubset({ const: text }, { pattern: "^(a+)+$" })).toEqual({ verdict: "not-subset", witness: text });
    expect(isSubset({ const: "a".repeat(60) }, { pattern: "^(a|a)*$" })).toEqual({ verdict: "subset" });
  });

  it("judges a schema of five megabytes", () => {
    const properties: { [name: string]: object } = {};
    for (let index = 0; index < 30_000; index += 1) {
      properties[`property_number_${index}`] = { type: "string", description: "x".repeat(100) };
    }
    const changed = { properties: { ...properties, property_number_7: { type: "null" } } };
    expect(isSubset({ properties }, { properties: { ...properties } })).toEqual({ verdict: "subset" });
    expect(isSubset({ properties }, changed)).toMatchObject({ verdict: "not-subset" });
  });
});
