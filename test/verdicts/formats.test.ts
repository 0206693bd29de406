/** Formats between our own readers: they are asserted, so they are a promise. */

import { isSubset } from "@insaka/generator";
import { compileValidator, formats, type JsonSchema } from "@insaka/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checked, revision } from "../support/contract-in-code.js";

const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more }) as JsonSchema;
const regex = { type: "string", format: "regex" } as const;
const text = { type: "string" } as const;

function weights(before: JsonSchema, after: JsonSchema): readonly string[] {
  const { findings } = checked([revision({ payload: after })], [revision({ payload: before })]);
  return findings.filter(({ rule }) => rule === "stored-message-refused").map(({ weight }) => weight);
}

describe("a format that a function checks", () => {
  test.each<[string, JsonSchema, JsonSchema]>([
    ["stays where it is, and a property is added", object({ a: regex }), object({ a: regex, b: text })],
    [
      "stays, and moves into a definition",
      object({ a: regex }),
      object({ a: { $ref: "#/definitions/a" } }, { definitions: { a: regex } }),
    ],
    [
      "stays in a list",
      object({ a: { type: "array", items: regex } }),
      object({ a: { type: "array", items: regex, maxItems: 9999 }, b: text }),
    ],
    ["goes", object({ a: regex }), object({ a: text })],
  ])("%s: safe", (_what, before, after) => {
    expect(weights(before, after).filter((weight) => weight !== "breaking")).toEqual([]);
  });
  const shared = { definitions: { x: regex } };
  test.each<[string, JsonSchema, JsonSchema]>([
    ["comes", object({ a: text }), object({ a: regex })],
    [
      "comes to another property by a reference",
      object({ a: { $ref: "#/definitions/x" }, b: text }, shared),
      object({ a: { $ref: "#/definitions/x" }, b: { $ref: "#/definitions/x" } }, shared),
    ],
    [
      "no longer has the same way round it",
      object({ a: { ...text, anyOf: [{ format: "regex" }, { minLength: 3 }] } }),
      object({ a: { ...text, anyOf: [{ format: "regex" }, { minLength: 11 }, { maxLength: 10 }] } }),
    ],
    ["is what a text must not have, and it may have none", object({ a: { not: regex } }), object({ a: { not: text } })],
    [
      "comes into a schema that refers to itself",
      object(
        { a: { $ref: "#/definitions/n" } },
        { definitions: { n: object({ n: { $ref: "#/definitions/n" }, r: text }) } },
      ),
      object(
        { a: { $ref: "#/definitions/n" } },
        { definitions: { n: object({ n: { $ref: "#/definitions/n" }, r: regex }) } },
      ),
    ],
  ])("%s: not safe", (_what, before, after) => {
    expect(weights(before, after)).not.toEqual([]);
  });
});

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.emailAddress(),
  fc.domain(),
  fc.ipV4(),
  fc.ipV6(),
  fc.uuid(),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(11)),
  fc.constantFrom(
    "2023-02-29",
    "2024-02-29",
    "23:59:60Z",
    "/a~0b",
    "/~",
    "a:b",
    "%",
    "#",
    "-a.b",
    "a..b",
    `${"a".repeat(63)}.b`,
    `${"a".repeat(64)}.b`,
    `${"a.".repeat(126)}a`,
    `${"a.".repeat(127)}a`,
  ),
);
/** Most faults are one letter away from what is right. */
const near = fc
  .tuple(texts, fc.nat(), fc.constantFrom("", "a", "-", ":", "\n", "\u{1F600}", "~", "%"))
  .map(([value, at, letter]) => {
    const place = at % (value.length + 1);
    return value.slice(0, place) + letter + value.slice(place + (at % 2));
  });

describe("a format that a pattern says", () => {
  const said = Object.keys(formats).filter((name) => formats[name] instanceof RegExp);
  test.each(said)("%s: the check finds what its validator finds", (format) => {
    const valid = compileValidator({ format });
    fc.assert(
      fc.property(fc.oneof(texts, near), (value) => {
        const now = { enum: [value] };
        const { findings } = checked([revision({ payload: { format } })], [revision({ payload: now })]);
        const breaks = findings.filter(
          ({ rule, weight }) => rule === "stored-message-refused" && weight === "breaking",
        );
        expect(findings.filter(({ weight }) => weight === "undecided")).toEqual([]);
        expect(breaks.length === 0, JSON.stringify(value)).toBe(valid(value).length === 0);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
  test.each(said)("%s: what comes is a break, what goes is none", (format) => {
    const [with_, without] = [object({ a: { type: "string", format } }), object({ a: text })];
    expect(weights(without, with_)).toEqual(["breaking"]);
    expect(weights(with_, without)).toEqual([]);
    expect(
      weights(with_, object({ a: { $ref: "#/definitions/f" } }, { definitions: { f: { type: "string", format } } })),
    ).toEqual([]);
    expect(weights(object({ a: { not: { type: "string", format } } }), object({ a: { not: text } }))).toEqual([
      "breaking",
    ]);
  });
  test("and the same schemas read without formats are the same", () => {
    expect(isSubset({ type: "string" }, { type: "string", format: "date" }).verdict).toBe("subset");
  });
});
