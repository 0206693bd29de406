import { compileValidator } from "@insaka/schema";
import { expect, test } from "vitest";
import { combine } from "./combine.js";

/** Two that call different things by one name. */
const [short, long] = [
  { definitions: { text: { type: "string", maxLength: 3 } }, $ref: "#/definitions/text" },
  {
    definitions: { text: { type: "string", minLength: 2 } },
    properties: { a: { $ref: "#/definitions/text" } },
    $ref: "#/definitions/text",
  },
] as const;

test.each<[keyof typeof expected, unknown]>([
  ["allOf", "ab"],
  ["anyOf", "a"],
])("%s of schemas holds each to its own definitions", (keyword) => {
  const validate = compileValidator(combine(keyword, [short, long]));
  expect(["a", "ab", "abcd", 1].map((value) => validate(value).length === 0)).toEqual(expected[keyword]);
});

const expected = { allOf: [false, true, false, false], anyOf: [true, true, true, false] };

test("a schema that refers to itself as a whole still means itself", () => {
  const list = { type: "object", properties: { next: { $ref: "#" } }, required: ["value"] };
  const validate = compileValidator(combine("anyOf", [{ type: "null" }, list]));
  expect(validate({ value: 1, next: { value: 2 } })).toEqual([]);
  // Were "#" the whole of both, null would be one too.
  expect(validate({ value: 1, next: null }).length).toBeGreaterThan(0);
  expect(compileValidator(combine("allOf", [true, false]))(1).length).toBeGreaterThan(0);
});
