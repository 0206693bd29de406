/**
 * What the check says of random changes of random schemas, held against the judges by which services read and write: what it
 * calls safe holds for whatever messages are made, both ways, and what it calls breaking is shown by a message.
 */
import type { CompatFinding } from "@insaka/generator";
import { nearlyValid } from "@insaka/generator/samples";
import { compileReaderView, compileWriterView, type JsonSchema, type JsonValue } from "@insaka/schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checked, revision } from "../support/contract-in-code.js";
import { evolutionOf, refactoringOf } from "../support/evolutions.js";
import { randomSchema } from "../support/random-schema.js";
import { randomViewSchema } from "../support/random-view-schema.js";

const RUNS = 150;
const seed = 11;
const MESSAGES = 200;

interface Direction {
  readonly rule: "released-reader-refuses" | "stored-message-refused";
  readonly writer: JsonSchema;
  readonly reader: JsonSchema;
}

function directionsOf(before: JsonSchema, after: JsonSchema): readonly Direction[] {
  return [
    { rule: "released-reader-refuses", writer: after, reader: before },
    { rule: "stored-message-refused", writer: before, reader: after },
  ];
}

/** Texts that formats and patterns take for one thing or another. */
const texts = [
  "",
  "a",
  "(",
  "2026-02-29",
  "2024-02-29",
  "2024-02-29T10:00:00Z",
  "10:00:00Z",
  "a@b.c",
  "a@-b.c",
  "h.example",
  "1.2.3.4",
  "::1",
  "/a~0",
  "/~",
  "a:b",
  "a#b#c",
  "%",
  "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03",
  "\u{1F600}",
  "\n",
];

function messagesOf(schema: JsonSchema, other: JsonSchema, salt: number): readonly JsonValue[] {
  const some = [schema, other].flatMap((each) =>
    fc.sample(nearlyValid(each, ["note", "zz"]), { numRuns: MESSAGES, seed: salt }),
  );
  return [...some, ...texts, ...texts.map((a) => ({ a })), ...texts.map((b) => ({ b, note: b }))];
}

/** A message that the reader refuses, though nobody has said so. */
function refusedMessage({ writer, reader }: Direction, salt: number): JsonValue | undefined {
  const [writes, reads] = [compileWriterView(writer), compileReaderView(reader)];
  return messagesOf(writer, reader, salt).find((message) => writes(message).length === 0 && !reads(message).ok);
}

function isShown({ writer, reader }: Direction, { witness }: CompatFinding): boolean {
  if (witness === null) return false;
  return compileWriterView(writer)(witness.value).length === 0 && !compileReaderView(reader)(witness.value).ok;
}

/** As most messages are; of the others many take no message at all. */
const plain: fc.Arbitrary<JsonSchema> = fc.constant({
  type: "object",
  required: ["a"],
  properties: {
    a: { type: "string", minLength: 1 },
    b: { type: ["integer", "null"], minimum: 1 },
    c: {
      type: "object",
      required: ["a"],
      properties: { a: { enum: ["x", "y"] }, b: { type: "array", items: { type: "number" } } },
    },
    note: { $ref: "#/definitions/note" },
  },
  definitions: { note: { type: "string", format: "date" } },
});
const schemas = fc.oneof({ arbitrary: plain, weight: 2 }, randomSchema, randomViewSchema) as fc.Arbitrary<JsonSchema>;

test("what is safe holds, and what breaks is shown", { timeout: 120_000 }, () => {
  const counts = { safe: 0, breaking: 0, undecided: 0 };
  const reasons = new Map<string, number>();
  fc.assert(
    fc.property(evolutionOf(schemas), fc.nat(), ([before, after], salt) => {
      const { findings } = checked([revision({ payload: after })], [revision({ payload: before })]);
      for (const direction of directionsOf(before, after)) {
        const own = findings.filter(({ rule }) => rule === direction.rule);
        for (const finding of own) {
          if (finding.weight === "breaking") expect(isShown(direction, finding)).toBe(true);
          else {
            const why = finding.summary.replace(/^.*decided: /s, "").replace(/\d+|"[^"]*"|\/\S+/g, "#");
            reasons.set(why, (reasons.get(why) ?? 0) + 1);
          }
        }
        if (own.length === 0) expect(refusedMessage(direction, salt)).toBeUndefined();
        counts[
          own.length === 0 ? "safe" : own.some(({ weight }) => weight === "breaking") ? "breaking" : "undecided"
        ] += 1;
      }
    }),
    { numRuns: RUNS, seed },
  );
  process.stdout.write(`  ${JSON.stringify(counts)}\n`);
  // Formats that a function checks are as frequent here as they are rare elsewhere.
  const decidable = [...reasons].filter(([why]) => !why.includes("checked by a function"));
  expect(decidable.length, JSON.stringify(decidable)).toBeLessThan(RUNS / 50);
  expect(counts.breaking).toBeGreaterThan(RUNS / 5);
});

test("other words for the same are no break", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(refactoringOf(schemas), ([before, after]) => {
      const { findings } = checked([revision({ payload: after })], [revision({ payload: before })]);
      expect(findings.filter(({ weight }) => weight === "breaking")).toEqual([]);
    }),
    { numRuns: RUNS, seed },
  );
});
