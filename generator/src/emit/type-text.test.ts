import { expect, test } from "vitest";
import { dropOuterBrackets, readonlyArrays } from "./type-text.js";

test.each([
  ["a: string[]", "a: readonly string[]"],
  ["a: string[][]", "a: readonly (readonly string[])[]"],
  ["a: (x | y)[]", "a: readonly (x | y)[]"],
  ["a: {\nb: c[]\n}[]", "a: readonly {\nb: readonly c[]\n}[]"],
  ["a: [b, c]", "a: readonly [b, c]"],
  ["a: [b, c][]", "a: readonly (readonly [b, c])[]"],
  ["a: [b, ...(c)[]]", "a: readonly [b, ...(c)[]]"],
  ["[k: string]: string[]", "[k: string]: readonly string[]"],
  ["a: (x | y[])", "a: (x | readonly y[])"],
])("%j becomes %j", (raw, expected) => {
  expect(readonlyArrays(raw)).toBe(expected);
});

test.each([
  ["a: (b | c)\nd: e", "a: b | c\nd: e"],
  ["export type R = (A & {\nb: c\n})", "export type R = A & {\nb: c\n}"],
  ["a: (b | c)[]", "a: (b | c)[]"],
  ["a: (b | c) & (d)", "a: (b | c) & (d)"],
])("%j reads as %j", (raw, expected) => {
  expect(dropOuterBrackets(raw)).toBe(expected);
});
