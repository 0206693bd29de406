import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonSchema, JsonValue } from "../json.js";
import { SchemaError } from "../schema-error.js";
import { compileValidator } from "../validate/compile-validator.js";
import { demandSchema } from "../validate/demand-schema.js";
import { surelyWritable } from "./surely-writable.js";
import { compileWriterView } from "./writer-view.js";

const names = fc.constantFrom("a", "b", "c", "constructor", "__proto__x");
const scalars = fc.oneof(
  fc.constantFrom<JsonValue>(
    "",
    "a",
    "ab",
    "2026-02-29",
    "2024-02-29",
    "\u{1F600}",
    0,
    1,
    1.5,
    -1,
    1e21,
    true,
    false,
    null,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const { value: values } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalars,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 3 }),
  ),
}));

/** Schemas of what the quick look understands, and of what it does not. */
const { schema: schemas } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.boolean(),
    fc.constantFrom<JsonSchema>({ $ref: "#/definitions/Text" }, { $ref: "#/definitions/List" }),
    fc.record(
      {
        type: fc.constantFrom("string", "number", "integer", "boolean", "null", "object", "array"),
        enum: fc.array(scalars, { minLength: 1, maxLength: 3 }),
        const: values,
        format: fc.constantFrom("date", "uuid", "unheard-of"),
        pattern: fc.constantFrom("^a", "b$", "^.$"),
        minLength: fc.nat(3),
        maxLength: fc.nat(3),
        minimum: fc.integer({ min: -2, max: 2 }),
        maximum: fc.integer({ min: -2, max: 2 }),
        exclusiveMinimum: fc.integer({ min: -2, max: 2 }),
        minItems: fc.nat(2),
        maxItems: fc.nat(2),
        required: fc.uniqueArray(names, { maxLength: 2 }),
        properties: fc.dictionary(names, tie("schema"), { maxKeys: 3 }),
        additionalProperties: fc.oneof(fc.boolean(), tie("schema")),
        items: fc.oneof(tie("schema"), fc.array(tie("schema"), { maxLength: 2 })),
        allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
        oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }),
        not: tie("schema"),
        uniqueItems: fc.boolean(),
        description: fc.constant("said"),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonSchema>,
  ),
}));

const types = new Map<string, JsonSchema>([
  ["Text", { type: "string", maxLength: 1 }],
  ["List", { type: "object", properties: { a: { $ref: "#/definitions/List" }, b: { $ref: "#/definitions/Text" } } }],
]);
const selfContained = (schema: JsonSchema): JsonSchema =>
  typeof schema === "boolean" ? schema : { allOf: [schema], definitions: Object.fromEntries(types) };

test("what the quick look lets pass, the writer view lets pass", () => {
  let passed = 0;
  fc.assert(
    fc.property(schemas, values, (schema, value) => {
      if (!surelyWritable(schema, value, types)) return;
      passed += 1;
      expect(compileWriterView(selfContained(schema))(value)).toEqual([]);
    }),
    { numRuns: 20_000 },
  );
  expect(passed).toBeGreaterThan(500);
});

test("the quick look understands what most messages are made of", () => {
  const schema: JsonSchema = {
    type: "object",
    required: ["id", "lines"],
    additionalProperties: false,
    properties: {
      id: { type: "string", format: "uuid", description: "which" },
      state: { enum: ["open", "held"] },
      lines: {
        type: "array",
        minItems: 1,
        items: { type: "object", properties: { text: { $ref: "#/definitions/Text" } } },
      },
    },
  };
  const good = { id: "00000000-0000-7000-8000-000000000000", state: "held", lines: [{ text: "a" }] };
  expect(surelyWritable(schema, good, types)).toBe(true);
  for (const bad of [
    { ...good, id: "1" },
    { ...good, other: 1 },
    { ...good, lines: [{ text: "ab" }] },
    { ...good, lines: [] },
  ])
    expect(surelyWritable(schema, bad, types)).toBe(false);
});

test.each<[string, JsonSchema]>([
  ["a type that is none", { type: "text" } as JsonSchema],
  ["a bound that is no number", { properties: { a: { minLength: "1" } } } as JsonSchema],
  ["a pattern that is no expression", { items: { pattern: "(" } }],
  ["a name pattern that is no expression", { patternProperties: { "[": { type: "string" } } }],
  ["such a pattern in a property that is called like a keyword", { properties: { default: { pattern: "(" } } }],
  ["a schema that nests beyond the stack", nested(30_000)],
])("a schema with %s is refused without being compiled, as it would be when compiled", (_what, schema) => {
  expect(() => compileValidator(schema)).toThrow(SchemaError);
  expect(() => demandSchema(schema)).toThrow(SchemaError);
});

test("what looks like a pattern in an example is none", () => {
  expect(() => demandSchema({ enum: [{ pattern: "(" }], default: { patternProperties: { "(": 1 } } })).not.toThrow();
});

function nested(depth: number): JsonSchema {
  let schema: JsonSchema = { type: "string" };
  for (let level = 0; level < depth; level += 1) schema = { items: schema };
  return schema;
}
