import { expect, test } from "vitest";
import { matchesTopic } from "./topic-pattern.js";

test.each([
  ["loan.approved", "loan.approved", true],
  ["loan.approved", "loan.rejected", false],
  ["loan.*", "loan.approved", true],
  ["loan.*", "loan", false],
  ["loan.*", "loan.approved.today", false],
  ["loan.#", "loan", true],
  ["loan.#", "loan.approved.today", true],
  ["#", "", true],
  ["#.today", "loan.approved.today", true],
  ["#.approved.#", "loan.approved", true],
  ["*.#.*", "loan", false],
  ["*", "", false],
  ["", "", true],
  ["*.#", "", false],
  ["#.#", "", true],
  ["*", "a.", false],
  ["a.*", "a.", true],
  ["*.*", ".", true],
])("%s routes %s: %s", (pattern, key, expected) => {
  expect(matchesTopic(pattern, key)).toBe(expected);
});

test("many wildcards end", () => {
  expect(matchesTopic(`${"#.a.".repeat(60)}b`, `${"a.".repeat(120)}c`)).toBe(false);
});
