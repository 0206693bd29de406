import type { JsonSchema } from "@insaka/schema";
import { describe, expect, test } from "vitest";
import { makeType } from "../payload-type.js";
import { normaliserRules } from "./rules.js";

interface RuleCase {
  readonly rule: string;
  /** The smallest that needs it. */
  readonly schema: JsonSchema;
  /** The type as it is, on one line. */
  readonly type: string;
  /** What it would be. */
  readonly withoutRule: string;
}

const money: JsonSchema = { type: "object", properties: { amount: { type: "string" } } };

/** Each rule, the smallest schema that needs it, and why: the lie that the type would tell without it. */
const cases: readonly RuleCase[] = [
  {
    rule: "enum-of-type",
    schema: { type: "string", enum: ["a", 1, null] },
    type: '"a"',
    withoutRule: '"a" | 1 | null',
  },
  {
    rule: "implied-type",
    schema: { properties: { a: { minLength: 1 } } },
    type: "{ readonly a?: string; }",
    withoutRule: "unknown",
  },
  {
    rule: "implied-type",
    schema: { properties: { a: {} }, oneOf: [{ $ref: "#/definitions/Money" }, { type: "null" }] },
    type: "({ readonly a?: unknown; } | null) & (Money | null)",
    withoutRule: "Money | null",
  },
  {
    rule: "type-list",
    schema: { type: ["object", "null"], properties: { a: { type: "string" } } },
    type: "{ readonly a?: string; } | null",
    withoutRule: "{ } | null",
  },
  {
    rule: "conditional-names",
    schema: {
      properties: { kind: { type: "string" } },
      if: { properties: { kind: { const: "card" } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { card: { type: "string" } } },
    },
    type: "{ readonly kind?: string; readonly card?: string; }",
    withoutRule: "{ readonly kind?: string; }",
  },
  {
    rule: "conditional-names",
    schema: {
      properties: { kind: { type: "string" } },
      allOf: [
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        { if: { properties: { kind: { const: "card" } } }, then: { properties: { id: { type: "string" } } } },
        { if: { required: ["kind"] }, else: { properties: { id: { type: "integer" } }, required: ["why"] } },
      ],
    },
    type: "{ readonly kind?: string; readonly id?: string | number; readonly why?: unknown; }",
    withoutRule: "{ readonly kind?: string; }",
  },
  {
    rule: "required-elsewhere",
    schema: { allOf: [{ $ref: "#/definitions/Money" }, { required: ["amount"] }] },
    type: "Money & { readonly amount: string; }",
    withoutRule: "Money & { readonly [k: string]: unknown; }",
  },
  {
    rule: "required-elsewhere",
    schema: { type: "object", required: ["a"], additionalProperties: { type: "boolean" } },
    type: "{ readonly a: boolean; readonly [k: string]: boolean; }",
    withoutRule: "{ readonly [k: string]: boolean; }",
  },
  {
    rule: "silent-members",
    schema: { properties: { a: { type: "string" } }, allOf: [{ minProperties: 1 }, { description: "x" }] },
    type: "{ readonly a?: string; }",
    withoutRule: "{ readonly a?: string; } & { readonly [k: string]: unknown; } & unknown",
  },
  {
    rule: "silent-branches",
    schema: { type: "string", anyOf: [{ maxLength: 1 }, { enum: ["other"] }] },
    type: "string",
    withoutRule: 'string & (string | "other")',
  },
  {
    rule: "member-type",
    schema: { type: "string", allOf: [{ required: ["a"] }] },
    type: "string",
    withoutRule: "string & { readonly a: unknown; }",
  },
  {
    rule: "object-of-members",
    schema: {
      type: "object",
      oneOf: [{ properties: { a: { type: "string" } } }, { properties: { b: { type: "string" } } }],
    },
    type: "{ readonly a?: string; } | { readonly b?: string; }",
    withoutRule: "{ readonly [k: string]: unknown; } & ({ readonly a?: string; } | { readonly b?: string; })",
  },
  {
    rule: "inherited-names",
    schema: { properties: { toString: { type: "string" } } },
    type: '{ readonly toString?: string | globalThis.Object["toString"]; }',
    withoutRule: "{ readonly toString?: string; }",
  },
  {
    rule: "pattern-properties",
    schema: { properties: { a: { type: "string" } }, patternProperties: { "^x-": { type: "number" } } },
    type: "{ readonly a?: string; readonly [k: string]: number | string | undefined; }",
    withoutRule: "{ readonly a?: string; }",
  },
  {
    rule: "nameless-object",
    schema: { type: "object" },
    type: "{ readonly [k: string]: unknown; }",
    withoutRule: "{ }",
  },
  {
    rule: "empty-object",
    schema: { type: "object", additionalProperties: false },
    type: "Record<string, never>",
    withoutRule: "{ }",
  },
  {
    rule: "long-tuple",
    schema: { items: Array.from({ length: 13 }, () => ({ type: "string" })), additionalItems: false },
    type: "readonly string[]",
    withoutRule: Array.from({ length: 14 }, (_, length) => `readonly [${"string, ".repeat(length).slice(0, -2)}]`).join(
      " | ",
    ),
  },
  {
    rule: "short-tuple",
    schema: { items: [{ type: "string" }, { type: "number" }], minItems: 1, additionalItems: false },
    type: "readonly [string] | readonly [string, number]",
    withoutRule: "readonly [string, number]",
  },
];

/** What comes near, and is left alone. */
const near: readonly Omit<RuleCase, "withoutRule">[] = [
  {
    rule: "implied-type",
    schema: { minItems: 1, anyOf: [{ type: "string" }, { type: "array" }] },
    type: "string | readonly unknown[]",
  },
  {
    rule: "conditional-names",
    schema: {
      allOf: [{ $ref: "#/definitions/Money" }],
      not: { properties: { amount: { const: "0" } }, required: ["amount"] },
    },
    type: "Money",
  },
  { rule: "conditional-names", schema: { not: { properties: { a: { const: 1 } }, required: ["a"] } }, type: "unknown" },
  {
    rule: "silent-branches",
    schema: { properties: { a: {}, b: {} }, anyOf: [{ required: ["a"] }, { required: ["b"] }] },
    type: "{ readonly a?: unknown; readonly b?: unknown; } & ({ readonly a: unknown; } | { readonly b: unknown; })",
  },
  {
    rule: "object-of-members",
    schema: { type: "object", properties: { a: {} }, oneOf: [{ $ref: "#/definitions/Money" }] },
    type: "{ readonly a?: unknown; } & Money",
  },
  {
    rule: "inherited-names",
    schema: { properties: { constructor: { type: "string" } }, required: ["constructor"] },
    type: "{ readonly constructor: string; }",
  },
  {
    rule: "empty-object",
    schema: { type: "object", patternProperties: { "^x-": { type: "string" } }, additionalProperties: false },
    type: "{ readonly [k: string]: string; }",
  },
  {
    rule: "short-tuple",
    schema: { items: [{ type: "string" }], minItems: 1 },
    type: "readonly [string, ...(unknown)[]]",
  },
];

async function typeOf(schema: JsonSchema, rules = normaliserRules): Promise<string> {
  const { text } = await makeType("T", schema, new Map([["Money", money]]), rules);
  return text
    .replace(/^export (?:type T = |interface T )/, "")
    .replace(/;?\n$/, "")
    .replace(/\s+/g, " ");
}

describe("the rules of the normaliser", () => {
  test.each(cases)("$rule: $schema", async ({ rule, schema, type, withoutRule }) => {
    const others = normaliserRules.filter(({ id }) => id !== rule);
    expect(await typeOf(schema)).toBe(type);
    expect(await typeOf(schema, others)).toBe(withoutRule);
  });

  test.each(near)("what comes near $rule is left alone: $schema", async ({ schema, type }) => {
    expect(await typeOf(schema)).toBe(type);
  });

  test("a condition may lead back to itself", async () => {
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    const node: JsonSchema = { properties: { a: {} }, then: { $ref: "#/definitions/Node" }, if: { required: ["b"] } };
    const { text } = await makeType("Node", node, new Map([["Node", node]]));
    expect(text).toContain("readonly a?: unknown");
  });

  test("each is seen to matter, and has a name of its own", () => {
    const ids = normaliserRules.map(({ id }) => id);
    expect([...new Set(cases.map(({ rule }) => rule))].toSorted()).toEqual(ids.toSorted());
    expect(cases.filter(({ type, withoutRule }) => type === withoutRule)).toEqual([]);
  });
});
