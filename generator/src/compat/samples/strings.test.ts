import { compileValidator, type JsonSchema } from "@insaka/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notableStrings, strings } from "./strings.js";

const formats = ["date", "date-time", "email", "hostname", "ipv4", "ipv6", "time", "uri", "uuid"];
const nodes: readonly Exclude<JsonSchema, boolean>[] = [
  ...formats.map((format) => ({ format })),
  { pattern: "^[A-Z]{2}\\d+$", minLength: 4, maxLength: 9 },
  { pattern: "^(?<given>\\S+) (?<family>.+)$" },
  { minLength: 3, maxLength: 3 },
  { maxLength: 0 },
];

describe.each(nodes.map((node) => [JSON.stringify(node), node] as const))("texts for %s", (_, node) => {
  const isValid = (text: string) => compileValidator({ type: "string", ...node })(text).length === 0;

  test("are nearly all valid", () => {
    const made = fc.sample(strings([node]), { numRuns: 300, seed: 1 });
    expect(made.filter(isValid).length).toBeGreaterThan(150);
  });

  test("that matter are there, the first of them valid", () => {
    expect(notableStrings([node]).slice(0, 1).filter(isValid)).toHaveLength(1);
  });
});

test.each(formats)("every text of the format %s that matters is valid", (format) => {
  const validate = compileValidator({ format });
  expect(notableStrings([{ format }]).filter((text) => validate(text).length > 0)).toEqual([]);
  expect(notableStrings([{ format }]).length).toBeGreaterThan(1);
});
