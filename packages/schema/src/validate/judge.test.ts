import { describe, expect, it } from "vitest";
import { SchemaError } from "../schema-error.js";
import { compileJudge, type JudgedDraft } from "./judge.js";

const matches = (pattern: string, text: string): boolean => new RegExp(pattern, "u").test(text);
const judge = (schema: object, draft: JudgedDraft = "draft-07") => compileJudge(schema, draft, { matches });

describe("compileJudge", () => {
  it.each<[JudgedDraft, object, unknown, unknown]>([
    ["draft-04", { minimum: 1, exclusiveMinimum: true }, 2, 1],
    ["draft-04", { maximum: 1, exclusiveMaximum: false }, 1, 2],
    ["draft-04", { $ref: "http://x.test/n", definitions: { n: { id: "http://x.test/n", type: "number" } } }, 1, "1"],
    [
      "draft-04",
      { properties: { id: { type: "string" }, exclusiveMinimum: { type: "string" } } },
      { id: "a" },
      { id: 1 },
    ],
    ["draft-04", { $ref: "http://json-schema.org/draft-04/schema#" }, { minLength: 1 }, { minLength: -1 }],
    ["draft-06", { $ref: "http://json-schema.org/draft-06/schema#" }, { const: 1 }, { examples: 1 }],
    ["draft-07", { $ref: "#/definitions/n", type: "string", definitions: { n: { type: "number" } } }, 1, "1"],
    ["draft-07", { properties: { a: { $ref: "#" } }, additionalProperties: false }, { a: { a: 1 } }, { a: { b: 1 } }],
    ["draft-07", { patternProperties: { "^a": false, b: { type: "null" } } }, { b: null }, { a: 1 }],
    [
      "2019-09",
      { dependentRequired: { a: ["b"] }, $ref: "#/$defs/o", $defs: { o: { type: "object" } } },
      { b: 1 },
      { a: 1 },
    ],
    ["2020-12", { prefixItems: [{ type: "null" }], items: false }, [null], [null, null]],
  ])("%s: %j", (draft, schema, valid, invalid) => {
    expect(judge(schema, draft)(valid as never)).toBe(true);
    expect(judge(schema, draft)(invalid as never)).toBe(false);
  });

  it("asserts the formats that it is given, and no others", () => {
    const schema = { properties: { a: { format: "date" }, b: { format: "uuid" } } };
    const asserting = compileJudge(schema, "draft-07", { matches, formats: { date: (text) => text === "today" } });
    expect([{ a: "today", b: "x" }, { a: "x" }].map(asserting)).toEqual([true, false]);
    expect(judge(schema)({ a: "x" })).toBe(true);
  });

  it("throws a SchemaError for what cannot be compiled", () => {
    expect(() => judge({ $ref: "http://x.test/gone" })).toThrow(SchemaError);
  });
});
