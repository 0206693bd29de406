import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { expect, it, test } from "vitest";
import { parse } from "yaml";
import { heardSchema, namesIn, namesSpokenOf } from "./heard-schema.js";
import { compileFormatCheck } from "./json-schema-check.js";

const ASYNCAPI = new URL("../../../asyncapi/", import.meta.url);

const { definitions, ...rest } = createRequire(import.meta.url)("@asyncapi/specs/schemas/3.0.0.json") as {
  readonly definitions: Readonly<Record<string, object>>;
};
const own = Object.fromEntries(Object.entries(definitions).filter(([name]) => !name.includes("json-schema.org")));
const schema = { ...rest, definitions: own };
const whole = compileFormatCheck(schema);

const documents = readdirSync(ASYNCAPI)
  .filter((name) => name.endsWith(".yaml"))
  .map((name): unknown => parse(readFileSync(new URL(name, ASYNCAPI), "utf8")));

function heard(value: unknown): ReturnType<typeof whole> {
  const spokenOf = namesSpokenOf(schema);
  const used = new Set([...namesIn(value)].filter((name) => spokenOf.has(name)));
  return compileFormatCheck(heardSchema(schema, used))(value);
}

/** A part of a document, counted from its start, changed in one way. */
function changed(
  document: unknown,
  at: number,
  change: (holder: Record<string, unknown>, key: string) => void,
): unknown {
  const copy = structuredClone(document);
  const places: (() => void)[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      places.push(() => change(value as Record<string, unknown>, key));
      look(member);
    }
  };
  look(copy);
  places[at % places.length]?.();
  return copy;
}

const NAMES = [...namesSpokenOf(schema)].sort();
const change = fc.oneof(
  fc.constant((holder: Record<string, unknown>, key: string) => void delete holder[key]),
  fc
    .constantFrom(1, null, "text", [], {}, { $ref: "#/x" })
    .map((value) => (holder: Record<string, unknown>, key: string) => {
      holder[key] = value;
    }),
  fc.constantFrom(...NAMES, "x-own", "other").map((name) => (holder: Record<string, unknown>, key: string) => {
    holder[name] = holder[key];
  }),
);

test("of a document that is right it finds nothing wrong", () => {
  expect(documents.map(heard)).toEqual(documents.map(() => []));
});

it("tells the same faults as the whole schema", () => {
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.nat(), change, (document, at, each) => {
      const value = changed(document, at, each);
      expect(heard(value)).toEqual(whole(value));
    }),
    { numRuns: 150 },
  );
});
