import { RegExpParser } from "@eslint-community/regexpp";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileValidator } from "../validate/compile-validator.js";
import { Automaton } from "./automaton.js";
import { compileMatcher, compileSplitter, matchableLength, UnmatchableText } from "./compile-matcher.js";
import { compilePattern } from "./compile-pattern.js";
import { affordableLength } from "./match-cost.js";

const LONG = 100_000;
const a = "a".repeat(LONG);

/** Patterns that have held up programs, each with the beginning, the middle and the end of a text that does so. */
const EVIL: readonly (readonly [pattern: string, begin: string, middle: string, end: string])[] = [
  ["^(a+)+$", "", "a", "!"],
  ["^(a*)*$", "", "a", "!"],
  ["^(a|a)*$", "", "a", "!"],
  ["^(a|aa)+$", "", "a", "!"],
  ["^(a|a?)+$", "", "a", "!"],
  ["(x+x+)+y", "", "x", ""],
  ["(.*)*x", "", "a", ""],
  ["^(.*a){12}$", "", "a", "!"],
  [
    "^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$",
    "",
    "a",
    "!",
  ],
  ["^(([a-z])+.)+[A-Z]([a-z])+$", "", "a", ""],
  ["^(\\w+\\s?)*$", "", "aaaaaaaaaa ", "!"],
  ["^\\s+|\\s+$", "x", " ", "x"],
  ["(\\d+)\\s*,\\s*(\\d+)$", "", "1", "!"],
  ["^(?:\\d+\\.?)+$", "", "1", "!"],
  ['^(?:[^"]|""|\\w+)*$', "", "a", '"'],
  ["(?:\\/\\*(?:.|\\n)*?\\*\\/)+$", "/*", "*/ /*", "!"],
  ["^((\\w|\\d)+\\.?)+@", "", "a", ""],
  ["\\w+@\\w+\\.\\w+", "", "a", ""],
  ["([^=]*=[^&]*&?)*#", "", "a=b&", ""],
  ["^(\\s|.)*?$x", "", " ", ""],
  ["a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaa$", "", "a", "b"],
  ["^\\d*[0-9](|.\\d*[0-9]|)*$", "", "1", "!"],
  ["(\\p{L}+\\p{M}*)+\\d$", "", "é", "!"],
  ["^((((a*)*)*)*)*$", "", "a", "b"],
  ["^(?:a?){40}a{40}[bc]", "", "a", "d"],
  ["^(\\bfoo\\b ?)+$", "", "foo ", "!"],
];

describe("a text that would hold up the platform's engine", () => {
  test.each(EVIL)("is matched against %s all the same", (pattern, begin, middle, end) => {
    const matcher = compileMatcher(pattern);
    for (const count of [LONG, 2 * LONG]) {
      expect(matcher.test(begin + middle.repeat(count / middle.length) + end)).toBeTypeOf("boolean");
    }
    // Short ones as well: of some patterns each character makes it five times as long.
    for (let count = 0; count < 100; count += 1) matcher.test(begin + middle.repeat(count) + end);
    // Where the platform can still say it, it says the same.
    for (let count = 0; count < 6; count += 1) {
      const text = begin + middle.repeat(count) + end;
      if (text.length > 22) break;
      expect([text, automatonOf(pattern)?.test(text)]).toEqual([text, compilePattern(pattern).test(text)]);
    }
    expect(matchableLength(pattern)).toBe(Number.POSITIVE_INFINITY);
  });

  test("is refused, and does not hang, where no automaton can match it", () => {
    for (const pattern of ["^(a+)+\\1$", "^(?:(?=a+)a*)*$!"]) {
      const { test: matches } = compileMatcher(pattern);
      expect(matches("b")).toBe(compilePattern(pattern).test("b"));
      expect(() => matches(a)).toThrow(UnmatchableText);
      expect(matchableLength(pattern)).toBeLessThan(1_000);
    }
  });

  test("is a violation of its schema then, wherever the pattern stands: nothing is guessed", () => {
    const hostile = "^(a+)+\\1$";
    for (const schema of [{ pattern: hostile }, { not: { pattern: hostile } }]) {
      expect(compileValidator(schema)(a)).toEqual([
        { pointer: "", keyword: "pattern", expected: "texts that can be matched in bounded time", found: "string" },
      ]);
    }
    expect(
      compileValidator({ patternProperties: { [hostile]: true }, additionalProperties: false })({ [a]: 1 }),
    ).toMatchObject([{ keyword: "pattern" }]);
  });
});

describe("ordinary patterns are left to the platform", () => {
  test.each([
    "^\\+[1-9]\\d{6,14}$",
    "^\\d{1,12}\\.\\d{2}$",
    "^[A-Z]{3}$",
    "^[a-z0-9-]+$",
    "^.*$",
    "^(?=.*[A-Z])(?=.*\\d).{8,}$",
    "^x-",
    "^\\d{6}/\\d{2}/\\d$",
    "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
  ])("%s", (pattern) => {
    expect(compileMatcher(pattern)).toBeInstanceOf(RegExp);
  });
});

test("a text is taken apart as the platform does it, or refused where that could take for ever", () => {
  const names = compileSplitter("^(?:(?<first>\\S+) +(?<last>.+))$");
  expect(names.exec("Mwila Banda Phiri")?.groups).toEqual({ first: "Mwila", last: "Banda Phiri" });
  expect(names.exec("x".repeat(LONG))).toBeNull();
  const hostile = compileSplitter("^(?:(?<x>(a+)+))$");
  expect(hostile.exec(`${a}!`)).toBeNull();
  expect(() => hostile.exec(a)).toThrow(UnmatchableText);
});

/** Patterns over a few characters, so that texts over the same ones often match. */
const pattern: fc.Arbitrary<string> = fc.letrec<{ one: string; many: string }>((tie) => ({
  one: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(
      "a",
      "b",
      "_",
      "-",
      " ",
      ".",
      "\\w",
      "\\d",
      "\\s",
      "\\b",
      "\\B",
      "^",
      "$",
      "[ab]",
      "[^a]",
      "[\\w-]",
      "é",
      "😀",
      "\\W",
    ),
    tie("many").map((inner) => `(${inner})`),
    tie("many").map((inner) => `(?:${inner})`),
    fc
      .tuple(tie("one"), fc.constantFrom("*", "+", "?", "{2}", "{1,2}", "{0,3}?", "*?", "{2,}"))
      .filter(([inner]) => !/^(?:\^|\$|\\b|\\B)$/.test(inner) && !/[*+?}]$/.test(inner))
      .map(([inner, times]) => inner + times),
  ),
  many: fc.oneof(
    { depthSize: "small" },
    fc.array(tie("one"), { minLength: 0, maxLength: 4 }).map((parts) => parts.join("")),
    fc.tuple(tie("many"), tie("many")).map(([left, right]) => `${left}|${right}`),
  ),
})).many;
const text = fc.string({
  unit: fc.constantFrom("a", "b", "_", "-", " ", "1", "é", "😀", "\ud83d", "\n"),
  maxLength: 14,
});

function automatonOf(source: string): Automaton | undefined {
  const { source: whole, unicode } = compilePattern(source);
  const parsed = new RegExpParser().parsePattern(whole, 0, whole.length, { unicode });
  return new Automaton(parsed, unicode);
}

test("the automaton says what the platform says, of any pattern and any text", () => {
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 5 }), (source, texts) => {
      const native = compilePattern(source);
      const automaton = automatonOf(source);
      for (const each of texts) {
        if (isWithinCharacter(each, native.exec(each)?.index)) continue;
        expect([each, automaton?.test(each)]).toEqual([each, native.test(each)]);
      }
    }),
    { numRuns: 3_000 },
  );
});

/** V8 finds nothing, such as `\B` does, between the halves of a character too. ECMA-262 goes by whole characters there (`AdvanceStringIndex`). */
function isWithinCharacter(text: string, index = 0): boolean {
  return (text.codePointAt(index - 1) ?? 0) > 0xffff;
}

test("and so it does by the older syntax, which speaks of halves of characters", () => {
  for (const source of ["[\\w-.]+", "^.$", "^..$", "\\-", "[😀]"]) {
    const native = compilePattern(source);
    for (const each of ["😀", "a-.", "é", "\ud83d", "", "-"]) {
      expect([source, each, automatonOf(source)?.test(each)]).toEqual([source, each, native.test(each)]);
    }
  }
});

test("the bound on steps holds: what it calls affordable, the platform's own kind of engine does in as many", () => {
  const parse = (source: string) => new RegExpParser().parsePattern(source, 0, source.length, { unicode: true });
  // Linear, quadratic, cubic, exponential.
  expect(affordableLength(parse("^a*$"))).toBe(Number.POSITIVE_INFINITY);
  const [square = 0, cube = 0, power = 0] = ["^a*a*$", "a*a*b", "^(a|a)*$"].map((source) =>
    affordableLength(parse(source)),
  );
  expect(square).toBeGreaterThan(cube);
  expect(cube).toBeGreaterThanOrEqual(power);
  expect(power).toBeLessThan(10);
  // No text at all where choices that must be made are as many without one.
  expect(affordableLength(parse("^(?:a?){40}a{40}[bc]"))).toBe(-1);
});
