import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json.js";
import { SchemaError } from "../schema-error.js";
import { compileValidator } from "./compile-validator.js";

const loan: JsonSchema = {
  type: "object",
  required: ["loanId", "amount"],
  properties: {
    loanId: { type: "string", format: "uuid" },
    amount: { type: "number", minimum: 1 },
    purpose: { enum: ["BUS", "EDU"] },
    byNrc: {
      type: "object",
      patternProperties: { "^\\d{6}/\\d{2}/\\d$": { type: "string" } },
      additionalProperties: false,
    },
  },
};
const id = "0190d5a4-7c3e-7abc-8def-0123456789ab";

describe("compileValidator", () => {
  const validate = compileValidator(loan);

  it("says nothing of a valid message", () => {
    expect(validate({ loanId: id, amount: 5, purpose: "BUS" })).toEqual([]);
  });

  it.each([
    [{ loanId: id }, { pointer: "/amount", keyword: "required", expected: "present", found: "absent" }],
    [
      { loanId: id, amount: "secret" },
      { pointer: "/amount", keyword: "type", expected: "number", found: "string" },
    ],
    [
      { loanId: id, amount: 0.5 },
      { pointer: "/amount", keyword: "minimum", expected: "a number >= 1", found: "number" },
    ],
    [
      { loanId: "secret", amount: 5 },
      { pointer: "/loanId", keyword: "format", expected: "text of format uuid", found: "string" },
    ],
    [
      { loanId: id, amount: 5, purpose: 7 },
      { pointer: "/purpose", keyword: "enum", expected: 'one of "BUS", "EDU"', found: "integer" },
    ],
    [null, { pointer: "", keyword: "type", expected: "object", found: "null" }],
  ])("tells place, keyword, expectation and type of %j", (value, violation) => {
    expect(validate(value)).toEqual([violation]);
  });

  it("shows neither a value nor a name that the schema does not spell out", () => {
    const byPattern = validate({ loanId: id, amount: 5, byNrc: { "123456/78/1": 5 } });
    expect(byPattern).toEqual([{ pointer: "/byNrc/?", keyword: "type", expected: "string", found: "integer" }]);
    const undeclared = validate({ loanId: id, amount: 5, byNrc: { "Chanda Mwila": "x" } });
    expect(undeclared).toEqual([
      { pointer: "/byNrc/?", keyword: "additionalProperties", expected: "no undeclared name", found: "string" },
    ]);
  });

  it("points through array elements", () => {
    const items = compileValidator({ items: { properties: { "a/b": { type: "string" } } } });
    expect(items([{}, { "a/b": 1 }])[0]?.pointer).toBe("/1/a~1b");
  });

  it.each<[string, JsonSchema, unknown]>([
    ["an unknown keyword", { "x-anything": 1, strange: {} }, 1],
    [
      "a discriminator as AsyncAPI writes it",
      { discriminator: "kind", oneOf: [{ required: ["kind"] }, false] },
      { kind: 1 },
    ],
    ["an id of draft-04", { id: "loan" }, 1],
    ["a $schema of another draft", { $schema: "http://json-schema.org/draft-04/schema#" }, 1],
    [
      "properties named like keywords",
      { properties: { nullable: { type: "number" }, id: {}, enum: { type: "number" } } },
      { nullable: 1, enum: 2 },
    ],
    [
      "a keyword beside a $ref, which draft-07 ignores",
      { properties: { a: { $ref: "#/definitions/n", minimum: 9 } }, definitions: { n: {} } },
      { a: 1 },
    ],
    [
      "a type beside a $ref, which draft-07 ignores",
      { properties: { a: { $ref: "#/definitions/n", type: "string" } }, definitions: { n: {} } },
      { a: 1 },
    ],
    ["recursion", { properties: { next: { $ref: "#" } } }, { next: { next: {} } }],
    ["a boolean schema", true, 1],
  ])("allows %s", (_, schema, valid) => {
    expect(compileValidator(schema)(valid)).toEqual([]);
  });

  it("asks an empty array for what contains asks, also beside a tuple", () => {
    expect(compileValidator({ items: [{ type: "number" }], contains: { type: "number" } })([])).toHaveLength(1);
  });

  it("judges a property named __proto__ as any other", () => {
    const validate = compileValidator(
      JSON.parse('{"properties":{"__proto__":{"type":"number"}},"additionalProperties":false}'),
    );
    expect(validate(JSON.parse('{"__proto__":1}'))).toEqual([]);
    expect(validate(JSON.parse('{"__proto__":"1"}'))).toHaveLength(1);
  });

  it("does not let nullable widen a type", () => {
    expect(compileValidator({ type: "string", nullable: true })(null)).toHaveLength(1);
  });

  it("asks for own properties where a name is one that every object inherits", () => {
    expect(compileValidator({ required: ["constructor"] })({})).toHaveLength(1);
    expect(compileValidator({ properties: { toString: { type: "number" } } })({})).toEqual([]);
  });

  it.each<[string, JsonSchema, RegExp]>([
    ["an unknown type", { type: "text" }, /not a draft-07 schema at "\/type"/],
    ["a reference to nothing", { $ref: "#/definitions/gone" }, /gone/],
    ["a pattern that is none", { pattern: "(" }, /not a regular expression/],
    ["a boolean bound of draft-04", { exclusiveMinimum: true }, /exclusiveMinimum/],
  ])("throws for %s", (_, schema, message) => {
    expect(() => compileValidator(schema)).toThrow(SchemaError);
    expect(() => compileValidator(schema)).toThrow(message);
  });

  it("refuses what cannot be judged to its end, instead of throwing", () => {
    const depth = [
      { pointer: "", keyword: "depth", expected: "a value that can be judged to its end", found: "object" },
    ];
    expect(compileValidator({ allOf: [{ $ref: "#" }] })({})).toEqual(depth);
    let nested: object = {};
    for (let level = 0; level < 100_000; level += 1) nested = { next: nested };
    expect(compileValidator({ properties: { next: { $ref: "#" } } })(nested)).toEqual(depth);
  });

  it("throws a SchemaError for a schema beyond the stack", () => {
    let nested: JsonSchema = {};
    for (let level = 0; level < 20_000; level += 1) nested = { not: nested };
    expect(() => compileValidator(nested)).toThrow(SchemaError);
  });

  it("throws for a schema that contains itself", () => {
    const schema: Record<string, unknown> = {};
    schema.not = schema;
    expect(() => compileValidator(schema)).toThrow("contains itself");
  });

  it("keeps equal $ids of different documents apart", () => {
    expect(compileValidator({ $id: "http://x.test/a", type: "string" })("s")).toEqual([]);
    expect(compileValidator({ $id: "http://x.test/a", type: "number" })(1)).toEqual([]);
  });
});
