import { describe, expect, it } from "vitest";
import type { JsonSchema } from "../json.js";
import { compileValidator } from "../validate/compile-validator.js";
import { readerSchema } from "./reader-schema.js";
import { writerSchema } from "./writer-schema.js";

const money = { type: "object", required: ["amount"], properties: { amount: { type: "string" } } };
const definitions = { money };
const amount: JsonSchema = { $ref: "#/definitions/money" };
const closedMoney = { ...money, additionalProperties: false };

const exact = (schema: JsonSchema) => ({ schema, exact: true });

describe("the writer schema", () => {
  it("of an ordinary payload is the payload with its objects closed", () => {
    const schema = { type: "object", required: ["id"], properties: { amount, lines: { items: amount } }, definitions };
    expect(writerSchema(schema)).toEqual(
      exact({
        type: "object",
        required: ["id"],
        properties: {
          id: true,
          amount: { $ref: "#/definitions/part1" },
          lines: { items: { $ref: "#/definitions/part1" } },
        },
        additionalProperties: false,
        definitions: { part1: closedMoney },
      }),
    );
  });

  it("closes beside schemas that judge the same place, and not inside them", () => {
    const either = { oneOf: [{ required: ["a"] }, { properties: { b: amount }, required: ["b"] }], definitions };
    const { schema } = writerSchema(either);
    expect(schema).toEqual({
      allOf: [
        { oneOf: [{ required: ["a"] }, { properties: { b: { ...money } }, required: ["b"] }] },
        {
          properties: { a: true, b: { properties: { amount: true }, additionalProperties: false } },
          additionalProperties: false,
        },
      ],
    });
  });

  it("of a schema that closes nothing is the schema itself", () => {
    const open = { properties: { a: { type: "string" } }, additionalProperties: true };
    expect(writerSchema(open).schema).toBe(open);
    expect(writerSchema(true)).toEqual(exact(true));
  });

  it("follows a circular reference", () => {
    const tree = { properties: { left: { $ref: "#" } } };
    expect(writerSchema(tree)).toEqual(
      exact({
        $ref: "#/definitions/part1",
        definitions: { part1: { properties: { left: { $ref: "#/definitions/part1" } }, additionalProperties: false } },
      }),
    );
  });
});

describe("the reader schema", () => {
  it("of a payload that refuses no unknown name is the payload itself", () => {
    const schema = { type: "object", properties: { amount, tags: { uniqueItems: true, items: amount } }, definitions };
    expect(readerSchema(schema)).toEqual(exact(schema));
    expect(readerSchema(schema).schema).toBe(schema);
  });

  it("of a closed payload is the payload opened, and no more", () => {
    const schema = { properties: { a: { ...closedMoney }, b: {} }, required: ["b"], additionalProperties: false };
    expect(readerSchema(schema)).toEqual(exact({ properties: { a: money, b: {} }, required: ["b"] }));
  });

  it("under not, takes what is valid as it came and not without the undeclared name", () => {
    const judge = compileValidator(
      readerSchema({ not: { properties: { a: {} }, additionalProperties: false } }).schema,
    );
    expect(judge({ a: 1, z: 1 })).toEqual([]);
    expect(judge({ a: 1 })).not.toEqual([]);
  });

  it("takes a constant with undeclared names in it", () => {
    const values = [{ a: { b: 1 } }, 3, { a: { c: 1 } }];
    const schema = { enum: values, properties: { a: { properties: { b: {} } } } };
    const judge = compileValidator(readerSchema(schema).schema);
    expect([judge({ a: { b: 1, z: 1 } }), judge(3), judge({ a: { c: 1 } })]).toEqual([[], [], []]);
    const wrong = [{ a: {} }, { a: { b: 2 } }, { a: { b: 1 }, z: 1 }, { a: { c: 1, z: 1 } }];
    for (const refused of wrong) expect(judge(refused)).not.toEqual([]);
    const many = Array.from({ length: 65 }, (_, b) => ({ a: { b } }));
    expect(readerSchema({ ...schema, enum: many })).toMatchObject({ exact: false });
    expect(compileValidator(readerSchema({ ...schema, enum: many }).schema)({ a: { b: 9 } })).toEqual([]);
  });

  it("still refuses names that others declare at the same place", () => {
    const schema = { allOf: [{ properties: { a: {} }, additionalProperties: false }, { properties: { b: {} } }] };
    expect(readerSchema(schema)).toEqual(
      exact({ allOf: [{ properties: { a: {}, b: false } }, { properties: { b: {} } }] }),
    );
  });

  it("counts declared names alone", () => {
    const schema = { properties: { a: {}, b: {}, c: {} }, maxProperties: 2 };
    expect(readerSchema(schema)).toEqual(
      exact({
        properties: { a: {}, b: {}, c: {} },
        anyOf: [{ properties: { a: false } }, { properties: { b: false } }, { properties: { c: false } }],
      }),
    );
  });

  it("opens each of several branches that a property tells apart", () => {
    const branch = (kind: string) => ({ properties: { kind: { const: kind } }, required: ["kind"], type: "object" });
    const schema = { oneOf: [{ ...branch("a"), additionalProperties: false }, branch("b"), { type: "null" }] };
    expect(readerSchema(schema)).toEqual(exact({ oneOf: [branch("a"), branch("b"), { type: "null" }] }));
  });

  it("where a branch is chosen by it, takes what is valid either way", () => {
    const schema = {
      properties: { b: {} },
      oneOf: [{ properties: { a: {} }, additionalProperties: false }, { required: ["b"] }],
    };
    const judge = compileValidator(readerSchema(schema).schema);
    expect(readerSchema(schema).exact).toBe(true);
    expect([judge({ a: 1, z: 1 }), judge({ b: 1, z: 1 })]).toEqual([[], []]);
    expect(judge({ z: 1, a: 1, b: 1 })).toEqual([]);
    expect(readerSchema({ ...schema, maxProperties: 1 }).exact).toBe(true);
  });
});

describe("what cannot be put as a plain schema", () => {
  const steps = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => [
      `${name}${index}`,
      { properties: { next: { $ref: `#/definitions/${name}${(index + 1) % count}` } } },
    ]);

  it.each<[string, JsonSchema, string]>([
    [
      "a count of names that a pattern declares, where it chooses a branch",
      { if: { patternProperties: { "^a": {} }, properties: { b: {} }, maxProperties: 2 }, else: false },
      'maxProperties at "/if" cannot be put for declared names alone',
    ],
    [
      "a reference out of the document",
      { properties: { a: { $ref: "http://elsewhere.test/x" } } },
      '$ref at "/properties/a" leads out of the document',
    ],
    [
      "too many locations",
      {
        allOf: [{ $ref: "#/definitions/a0" }, { $ref: "#/definitions/b0" }],
        definitions: Object.fromEntries([...steps("a", 97), ...steps("b", 101)]),
      },
      "more than 5000 locations",
    ],
    [
      "too many patterns",
      { patternProperties: Object.fromEntries([..."abcdefgh"].map((letter) => [letter, money])) },
      "too many patternProperties beside each other: a, b, c, d, e, f, g, h",
    ],
  ])("%s: the document's own schema stands in, with the reason", (_, schema, reason) => {
    expect(readerSchema(schema)).toEqual({ schema, exact: false, reason });
  });

  it("is approximated where it only has to be stricter", () => {
    const line = { properties: { sku: {} } };
    const schema = { properties: { lines: { uniqueItems: true, items: line } }, additionalProperties: false };
    const reader = readerSchema(schema);
    expect(reader).toMatchObject({
      exact: false,
      reason: 'uniqueItems at "/properties/lines" cannot be put for declared names alone',
    });
    const judge = compileValidator(reader.schema);
    expect(judge({ lines: [{ sku: 1 }, { sku: 2 }], later: 1 })).toEqual([]);
    expect(judge({ lines: [{ sku: 1, z: 1 }, { sku: 1 }] })).toEqual([]);
    expect(judge({ lines: [{ sku: 1, z: 1 }, { sku: 1 }], later: 1 })).not.toEqual([]);
  });

  it("is approximated where it only has to be milder", () => {
    const list = { type: "array", uniqueItems: true, items: { properties: { a: {} } } };
    const schema = { properties: { list: { not: list }, b: {} }, additionalProperties: false };
    const reader = readerSchema(schema);
    expect(reader.exact).toBe(false);
    const judge = compileValidator(reader.schema);
    expect(judge({ list: [{ a: 1 }, { a: 1 }], later: 1 })).toEqual([]);
    expect(judge({ list: [{ a: 1 }, { a: 2 }] })).not.toEqual([]);
  });

  it("nests too deeply", () => {
    let schema: JsonSchema = { properties: { a: {} }, additionalProperties: false };
    for (let depth = 0; depth < 20_000; depth++) schema = { not: schema };
    expect(readerSchema(schema)).toMatchObject({ exact: false, reason: "the schema nests too deeply" });
  });
});

it("both come out the same whatever the order of the document's keys", () => {
  const one = {
    properties: { b: amount, a: { ...closedMoney } },
    patternProperties: { "^b": {}, c$: amount },
    definitions,
  };
  const other = {
    definitions,
    patternProperties: { c$: amount, "^b": {} },
    properties: { a: { ...closedMoney }, b: amount },
  };
  expect(JSON.stringify(writerSchema(one))).toBe(JSON.stringify(writerSchema(other)));
  expect(JSON.stringify(readerSchema(one))).toBe(JSON.stringify(readerSchema(other)));
});
