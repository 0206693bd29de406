import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonSchema } from "../json.js";
import { demandDraft07 } from "./ajv.js";
import { compileValidator } from "./compile-validator.js";
import { surelyDraft07 } from "./surely-draft-07.js";

const anything = fc.jsonValue({ maxDepth: 2 });
const names = fc.constantFrom("a", "b", "type", "default", "__proto__", "constructor");
const some = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: anything });

/** Schemas, most of them nearly right. */
const { schema: schemas } = fc.letrec<{ schema: unknown }>((tie) => {
  const list = fc.array(tie("schema"), { maxLength: 2 });
  const map = fc.dictionary(names, tie("schema"), { maxKeys: 2 });
  const count = fc.integer({ min: -1, max: 3 });
  const number = fc.double({ min: -2, max: 2, noNaN: true });
  const text = fc.constantFrom("", "a", "(", "[\\w-.]");
  const texts = fc.array(fc.constantFrom("a", "b", 1), { maxLength: 2 });
  return {
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.boolean(),
      some(
        fc.record(
          {
            $ref: some(fc.constantFrom("#/definitions/A", "#/definitions/%")),
            $id: text,
            additionalProperties: some(tie("schema")),
            allOf: some(list),
            const: anything,
            definitions: some(map),
            dependencies: some(fc.dictionary(names, texts, { maxKeys: 1 })),
            description: some(text),
            enum: some(fc.array(fc.constantFrom<unknown>(1, "1", null, {}), { maxLength: 2 })),
            format: some(text),
            items: some(fc.oneof(tie("schema"), list)),
            maxLength: some(count),
            minItems: some(count),
            minimum: some(number),
            multipleOf: some(number),
            not: some(tie("schema")),
            nullable: fc.boolean(),
            oneOf: some(list),
            pattern: some(text),
            patternProperties: some(fc.dictionary(text, tie("schema"), { maxKeys: 1 })),
            properties: some(map),
            required: some(texts),
            title: some(text),
            type: some(fc.constantFrom("string", "object", "text", ["string", "null"])),
            uniqueItems: some(fc.boolean()),
            "x-personal-data": some(text),
          },
          { requiredKeys: [] },
        ),
      ),
    ),
  };
});

test("what the quick look lets pass, draft-07 lets pass, and it compiles", () => {
  let passed = 0;
  fc.assert(
    fc.property(schemas, (made) => {
      const schema = made as JsonSchema;
      if (!surelyDraft07(schema)) return;
      passed += 1;
      expect(() => demandDraft07(schema)).not.toThrow();
      // A reference to nothing is nothing that the meta-schema knows of.
      if (!JSON.stringify(schema).includes("$ref")) expect(() => compileValidator(schema)).not.toThrow();
    }),
    { numRuns: 2_500 },
  );
  expect(passed).toBeGreaterThan(50);
});

test("it understands what most schemas are made of", () => {
  const schema: JsonSchema = {
    type: "object",
    required: ["id"],
    properties: {
      id: { type: "string", format: "uuid", description: "which" },
      state: { enum: ["open", "held", null] },
      lines: { type: "array", minItems: 1, items: { $ref: "#/definitions/Line" } },
      amount: { type: "string", pattern: "^\\d+$", "x-personal-data": "financial" },
      either: { oneOf: [{ const: 1 }, { allOf: [{ type: "integer", minimum: 3, multipleOf: 0.5 }] }] },
    },
    additionalProperties: false,
    definitions: { Line: { type: "object", properties: { text: { maxLength: 5 } } } },
  };
  expect(surelyDraft07(schema)).toBe(true);
});

test.each<[string, unknown]>([
  ["no schema", null],
  ["an unknown keyword", { anything: 1 }],
  ["a bound that is none", { properties: { a: { minLength: -1 } } }],
  ["a pattern that is none", { items: { pattern: "(" } }],
  ["members that are alike", { enum: [1, 1] }],
  ["a property that sets the prototype", JSON.parse('{"properties":{"__proto__":{}}}')],
  ["more than is looked through", { description: "x".repeat(20_000) }],
  ["more nesting than is looked through", JSON.parse(`${'{"items":'.repeat(50)}{}${"}".repeat(50)}`)],
])("%s is left to draft-07 itself", (_what, schema) => {
  expect(surelyDraft07(schema as JsonSchema)).toBe(false);
});

test("a schema that contains itself is left to whoever says so", () => {
  const schema: Record<string, unknown> = {};
  schema.items = schema;
  expect(surelyDraft07(schema)).toBe(false);
});
