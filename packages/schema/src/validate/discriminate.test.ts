import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../json.js";
import { compileValidator } from "./compile-validator.js";

const branch = (kind: string, more: object = {}) => ({
  type: "object",
  required: ["kind"],
  properties: { kind: { const: kind }, ...more },
});

describe("a union with a discriminator", () => {
  const kinds = Array.from({ length: 20 }, (_, index) => `Kind${index}`);
  const schema: JsonSchema = {
    discriminator: "kind",
    oneOf: kinds.map((kind) => ({ $ref: `#/definitions/${kind}` })),
    definitions: Object.fromEntries(kinds.map((kind) => [kind, branch(kind, { amount: { type: "integer" } })])),
  };
  const validate = compileValidator(schema);

  test("tells the one fault of the branch that is meant, not one for every branch", () => {
    expect(validate({ kind: "Kind7", amount: 1 })).toEqual([]);
    expect(validate({ kind: "Kind7", amount: "1" })).toEqual([
      { pointer: "/amount", keyword: "type", expected: "integer", found: "string" },
    ]);
  });

  test.each([
    ["an unknown kind", { kind: "secret 123456/10/1" }, "string"],
    ["no kind", {}, "absent"],
    ["a kind that is no text", { kind: 7 }, "integer"],
  ])("%s is a fault of that property, and tells nothing of the message", (_, value, found) => {
    const violations = validate(value);
    expect(violations).toEqual([{ pointer: "/kind", keyword: "discriminator", expected: expect.any(String), found }]);
    expect(JSON.stringify(violations)).not.toContain("123456");
  });

  test("what is no object is none of them", () => {
    expect(validate("text")).toMatchObject([{ pointer: "", keyword: "type" }]);
  });
});

/** Branches that say what they are in every way that there is, and in some that leave it open. */
const tag = fc.constantFrom<object>(
  { const: "a" },
  { const: "b" },
  { enum: ["c", "d"] },
  { enum: ["a"] },
  { type: "string" },
  { const: 1 },
  { const: "toString" },
);
const part = fc.record(
  {
    type: fc.constantFrom("object", "string"),
    required: fc.constantFrom(["kind"], ["n"], ["kind", "n"]),
    properties: fc.record(
      { kind: tag, n: fc.constantFrom<object>({ type: "integer" }, { const: 2 }) },
      { requiredKeys: [] },
    ),
    additionalProperties: fc.boolean(),
  },
  { requiredKeys: [] },
);
const usual = fc.record({
  type: fc.constant("object"),
  required: fc.constant(["kind"]),
  properties: fc.record({ kind: tag }),
});
const branches = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: usual },
    part,
    fc.tuple(usual, part).map((allOf) => ({ allOf })),
    fc.constantFrom({ $ref: "#/definitions/A" }, { $ref: "#/definitions/B" }, { $ref: "#/definitions/Loop" }),
  ),
  { maxLength: 4 },
);
const definitions = {
  A: branch("e", { n: { type: "integer" } }),
  B: { allOf: [{ $ref: "#/definitions/A" }, { properties: { n: { minimum: 3 } } }] },
  Loop: { allOf: [{ type: "object" }, { oneOf: [true, false] }] },
};
const value = fc.oneof(
  fc.record(
    {
      kind: fc.constantFrom<unknown>("a", "b", "c", "d", "e", "toString", 1, null),
      n: fc.constantFrom<unknown>(2, 5, "x"),
    },
    { requiredKeys: [] },
  ),
  fc.constantFrom("a", 1, null, []),
);

test("is judged as without the discriminator, whatever its branches say", () => {
  fc.assert(
    fc.property(
      branches,
      fc.option(fc.constantFrom("object", "string")),
      fc.array(value, { minLength: 6, maxLength: 6 }),
      (oneOf, type, values) => {
        const plain = { ...(type === null ? {} : { type }), oneOf, definitions } as JsonSchema;
        const [one, other] = [{ ...(plain as object), discriminator: "kind" } as JsonSchema, plain].map((each) => {
          try {
            return compileValidator(each);
          } catch (error) {
            return String(error);
          }
        });
        if (typeof one !== "function" || typeof other !== "function") {
          expect(one).toEqual(other);
          return;
        }
        for (const each of values) expect([each, one(each).length === 0]).toEqual([each, other(each).length === 0]);
      },
    ),
    { numRuns: 300 },
  );
});
