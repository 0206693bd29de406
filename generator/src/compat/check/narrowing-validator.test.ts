import { compileValidator, type JsonSchema } from "@insaka/schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nearlyValid } from "../samples/nearly-valid.js";
import { narrowingValidator } from "./narrowing-validator.js";

const name = fc.constantFrom("a", "b", "c", "d", "e");
const names = fc.uniqueArray(name, { maxLength: 2 });

/** Schemas in which keywords that look at all names of an object stand beside `properties`. */
const { schema: randomSchema } = fc.letrec<{ schema: JsonSchema }>((tie) => {
  const map = fc.dictionary(name, tie("schema"), { maxKeys: 4 });
  return {
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom<JsonSchema>(
        { type: "string" },
        { type: "integer" },
        { const: { a: 1 } },
        { enum: ["a", 1] },
        true,
      ),
      fc.record({ type: fc.constant("array"), items: tie("schema") }),
      fc.record({ oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: fc.record({ properties: map, required: names }) }),
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      fc.record({ if: fc.record({ properties: map }), then: tie("schema"), else: tie("schema") }),
      fc.record(
        {
          type: fc.constant("object"),
          properties: map,
          required: names,
          additionalProperties: tie("schema"),
          propertyNames: fc.constantFrom({ maxLength: 1 }, { enum: ["a", "b"] }),
          maxProperties: fc.nat(3),
          dependencies: fc.dictionary(name, fc.oneof(names, tie("schema")), { maxKeys: 1 }),
        },
        { requiredKeys: ["properties"] },
      ),
    ) as fc.Arbitrary<JsonSchema>,
  };
});

test("tells of every value what the whole schema tells", () => {
  let invalid = 0;
  fc.assert(
    fc.property(randomSchema, (schema) => {
      const [whole, narrow] = [compileValidator(schema), narrowingValidator(schema)];
      for (const value of fc.sample(nearlyValid(schema), { numRuns: 20, seed: 1 })) {
        const violations = whole(value);
        if (violations.length > 0) invalid += 1;
        expect(narrow(value)).toEqual(violations);
      }
    }),
    { numRuns: 60, seed: 11, endOnFailure: true },
  );
  expect(invalid).toBeGreaterThan(200);
});

test.each<[string, JsonSchema]>([
  ["a reference into properties", { properties: { a: { type: "string" }, b: { $ref: "#/properties/a" } } }],
  ["a schema called by its own name", { properties: { a: { $id: "#a", type: "string" }, b: { $ref: "#a" } } }],
  ["values that look like schemas", { properties: { b: { const: { properties: { c: 1 } } } } }],
])("knows %s", (_what, schema) => {
  const validate = narrowingValidator(schema);
  const whole = compileValidator(schema);
  for (const value of [{ b: 1 }, { b: "x" }, { b: { properties: { c: 1 } } }, { b: { properties: {} } }]) {
    expect(validate(value)).toEqual(whole(value));
  }
});
