import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Budget } from "../budget.js";
import { findWord } from "./find-word.js";
import { automatonOf } from "./patterns.js";

/** Every kind of syntax that patterns use: the automaton must say what the platform says. */
const PATTERNS = [
  "^a",
  "a$",
  "^a$",
  "^$",
  "a|^b",
  "(?=a)b",
  "^(?!foo)",
  "^(?!foo).*bar",
  "^(?=.*\\d)(?=.*[a-z]).{2,}$",
  "\\bfoo\\b",
  "\\Ba",
  "foo(?!bar)",
  "(?<!a)b",
  "(?<=ab|c)d",
  "^(?!.*foo).*$",
  "a(?=b|$)",
  "(?:^|,)a",
  "^(?:(?!foo).)*$",
  "^(a?){2,3}$",
  "^(?:a*b*)*$",
  "^(?:a|ab)(?:c|bcd)$",
  "^[^a-f]{1,2}?$",
  "^(?:a+)+$",
  "^\\p{Lu}",
  "^[\\w-.]+$",
  "^(a|b)\\1$",
  "^😀.$",
  "(?:(?=a)|b)+c",
];

const accepts = (pattern: string, text: string): boolean => {
  const automaton = automatonOf(pattern);
  let place = automaton.start;
  for (const character of text) place = automaton.next(place, character.codePointAt(0) ?? 0, () => {});
  return place.accepts;
};

const regExp = (pattern: string): RegExp => {
  try {
    return new RegExp(pattern, "u");
  } catch {
    return new RegExp(pattern);
  }
};

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."abcdf,fooÄ1 -.😀\n"), maxLength: 8 }),
  fc.constantFrom("foobar", "barfoo", "foo bar", "xfoo", "abd", "cd", "abcd", "aabb"),
);

const question = {
  matching: [],
  mismatching: [],
  least: 0,
  most: Number.POSITIVE_INFINITY,
  excluded: new Set<string>(),
};
const find = (asked: Partial<Parameters<typeof findWord>[0]>): string | undefined =>
  findWord({ ...question, ...asked }, new Budget(200_000));

describe("automata of patterns", () => {
  it.each(PATTERNS)("match what the platform matches: %s", (pattern) => {
    const expression = regExp(pattern);
    fc.assert(
      fc.property(text, (word) => accepts(pattern, word) === expression.test(word)),
      { numRuns: 400 },
    );
  });
});

describe("findWord", () => {
  it.each(PATTERNS)("finds words on both sides of %s", (pattern) => {
    const expression = regExp(pattern);
    const matching = find({ matching: [pattern] });
    if (matching !== undefined) expect(expression.test(matching)).toBe(true);
    const other = find({ mismatching: [pattern] });
    if (other !== undefined) expect(expression.test(other)).toBe(false);
    expect([matching, other].some((word) => word !== undefined)).toBe(true);
  });

  it("proves that there is none", () => {
    expect(find({ matching: ["^[a-c]+$"], mismatching: ["^[a-z]*$"] })).toBeUndefined();
    expect(find({ matching: ["^(?!a)", "^a"] })).toBeUndefined();
    expect(find({ matching: ["^.{3}$"], most: 2 })).toBeUndefined();
  });

  it("counts code points and leaves out excluded words", () => {
    expect(find({ matching: ["^[ab]$"], excluded: new Set(["a"]) })).toBe("b");
    expect(find({ matching: ["^[ab]$"], excluded: new Set(["a", "b"]) })).toBeUndefined();
    expect([...(find({ matching: ["^[\\u{1F600}-\\u{1F64F}]*$"], least: 3 }) ?? "")]).toHaveLength(3);
  });

  it("finds long words without unrolling counts", () => {
    expect(find({ matching: ["^a*b$"], least: 500, most: 500 })).toHaveLength(500);
    expect(find({ matching: ["^[a-z]{0,100000}$"], least: 1 })).toBe("a");
  });

  it("gives up within its budget where states explode", () => {
    expect(() =>
      find({ matching: ["^(?:a|b)*a(?:a|b){40}$"], mismatching: ["b(?:a|b){41}$", "a(?:b|a){40}$"] }),
    ).toThrow(/pattern: more work than the limit/);
  });

  it("says which pattern is beyond automata", () => {
    expect(() => find({ matching: ["^(.*)\\1$"] })).toThrow(/pattern: .* is beyond automata/);
  });
});
