/** Verdicts of the subset engine against messages: no message may ever contradict one. */

import { nearlyValid } from "@insaka/generator/samples";
import { isSubset, SubsetEngine } from "@insaka/generator/subset";
import type { JsonSchema, JsonValue } from "@insaka/schema";
import { compileJudge } from "@insaka/schema/judge";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Evolution, randomEvolution } from "../support/random-evolution.js";
import { randomSchema } from "../support/random-schema.js";

const MESSAGES = 2000;
const native = (pattern: string, text: string): boolean => new RegExp(pattern, "u").test(text);
const validator = (schema: JsonSchema): ((value: JsonValue) => boolean) =>
  typeof schema === "boolean" ? () => schema : compileJudge(schema, "draft-07", { matches: native });

/** A generated message that is valid under `lhs` and not under `rhs`; `undefined` where none is found. */
function contradiction({ lhs, rhs }: Evolution, seed: number): JsonValue | undefined {
  const [sent, accepted] = [validator(lhs), validator(rhs)];
  const messages = [
    ...fc.sample(nearlyValid(lhs), { numRuns: MESSAGES, seed }),
    ...fc.sample(nearlyValid(rhs), { numRuns: MESSAGES / 10, seed }),
  ];
  return messages.find((message) => sent(message) && !accepted(message));
}

describe("the subset engine", () => {
  test("calls nothing a subset that a message contradicts, and shows every break", () => {
    const counts = { subset: 0, "not-subset": 0, undecided: 0 };
    fc.assert(
      fc.property(randomEvolution, (pair) => {
        const found = isSubset(pair.lhs, pair.rhs);
        counts[found.verdict] += 1;
        if (found.verdict === "subset") expect(contradiction(pair, counts.subset)).toBeUndefined();
        if (found.verdict === "not-subset") {
          expect(validator(pair.lhs)(found.witness)).toBe(true);
          expect(validator(pair.rhs)(found.witness)).toBe(false);
        }
      }),
      { numRuns: 140, seed: 4, endOnFailure: true },
    );
    expect(counts.subset).toBeGreaterThan(50);
    expect(counts["not-subset"]).toBeGreaterThan(15);
    expect(counts.undecided).toBe(0);
  }, 120_000);

  test("knows that a refactoring changes nothing", () => {
    const reordered = (schema: unknown): unknown => {
      if (Array.isArray(schema)) return schema.map(reordered);
      if (typeof schema !== "object" || schema === null) return schema;
      return Object.fromEntries(
        Object.entries(schema)
          .reverse()
          .map(([keyword, part]) => [keyword, reordered(part)]),
      );
    };
    fc.assert(
      fc.property(randomSchema, (schema) => {
        const { definitions, ...own } = schema;
        const parts = Object.entries(own)
          .filter(
            ([keyword]) =>
              ![
                "if",
                "then",
                "else",
                "properties",
                "additionalProperties",
                "patternProperties",
                "items",
                "additionalItems",
              ].includes(keyword),
          )
          .map(([keyword, part]) => ({ [keyword]: part }));
        const rest = Object.fromEntries(
          Object.entries(own).filter(([keyword]) => !parts.some((part) => keyword in part)),
        );
        const same: JsonSchema[] = [
          reordered(schema) as JsonSchema,
          { allOf: [rest, ...parts], definitions },
          { $ref: "#/definitions/whole", definitions: { ...(definitions as object), whole: own } },
          { not: { not: own }, definitions },
          { oneOf: [own, false], definitions },
        ];
        for (const other of same) {
          expect(isSubset(schema, other)).toEqual({ verdict: "subset" });
          expect(isSubset(other, schema)).toEqual({ verdict: "subset" });
        }
      }),
      { numRuns: 60, seed: 2, endOnFailure: true },
    );
  }, 120_000);

  test("keeps the laws of sets", () => {
    fc.assert(
      fc.property(randomEvolution, randomSchema, ({ lhs, rhs }, third) => {
        const engine = new SubsetEngine();
        const [a, b, c] = [inlined(lhs), inlined(rhs), inlined(third)];
        expect(engine.isSubset(a, { anyOf: [a, c] })).toEqual({ verdict: "subset" });
        expect(engine.isSubset({ allOf: [a, c] }, a)).toEqual({ verdict: "subset" });
        expect(engine.isSubset({ allOf: [a, { not: a }] }, false)).toEqual({ verdict: "subset" });
        if (engine.isSubset(a, b).verdict !== "subset") return;
        expect(engine.isSubset({ not: b }, { not: a })).toEqual({ verdict: "subset" });
        expect(engine.isSubset(a, { anyOf: [b, c] })).toEqual({ verdict: "subset" });
        expect(engine.isSubset({ allOf: [a, c] }, { allOf: [b, c] })).toEqual({ verdict: "subset" });
      }),
      { numRuns: 100, seed: 3, endOnFailure: true },
    );
  }, 120_000);
});

/** Without references, so that a schema may stand anywhere. */
function inlined(schema: JsonSchema): JsonSchema {
  const { definitions, ...own } = schema as { readonly definitions?: { readonly shared?: unknown } };
  const copy = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(copy);
    if (typeof part !== "object" || part === null) return part;
    if ("$ref" in part) return copy(definitions?.shared ?? true);
    return Object.fromEntries(Object.entries(part).map(([keyword, inner]) => [keyword, copy(inner)]));
  };
  return copy(own) as JsonSchema;
}
