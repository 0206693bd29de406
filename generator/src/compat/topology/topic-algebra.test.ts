import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesTopic } from "../../model/topic-pattern.js";
import { findKey } from "./find-key.js";
import { keyPattern, literalKey, topicPattern } from "./key-pattern.js";
import { keyOutside, overlap, patternContains } from "./topic-algebra.js";

describe("a key outside", () => {
  test.each<[string, readonly string[], string | null]>([
    ["loan.approved", [], "loan.approved"],
    ["loan.approved", ["loan.*"], null],
    ["loan.*", ["loan.approved", "loan.rejected"], "loan.other"],
    ["loan.#", ["loan.*"], "loan"],
    ["loan.#", ["loan", "loan.*"], "loan.other.other"],
    ["#", ["*.#"], ""],
    ["#", ["", "*.#"], null],
    ["*", ["#"], null],
    ["*.*", ["loan.#", "#.approved"], "other.other"],
    ["loan.#", ["loan", "loan.*.#"], null],
    ["#.approved", ["loan.#", "*.approved", "approved"], "other.other.approved"],
    ["other.*", ["other.other"], "other.other-2"],
    ["#.", ["*.#."], null],
  ])("%s but %j: %s", (pattern, others, key) => {
    expect(keyOutside(pattern, others)).toEqual(key === null ? { found: "none" } : { found: "key", key });
  });

  test("a key is as short as can be and of the pattern's own words where it asks for any", () => {
    expect(keyOutside("loan.#.closed.*", ["loan.closed.*", "loan.*.closed.#"])).toEqual({
      found: "key",
      key: "loan.other.other.closed.other",
    });
  });
});

test.each([
  ["loan.#", "loan.*", true],
  ["loan.*", "loan.#", false],
  ["#.#", "#", true],
  ["*.#", "#.*", true],
  ["*", "", false],
])("%s contains %s: %s", (outer, inner, expected) => {
  expect(patternContains(outer, inner)).toBe(expected);
});

test.each<[string, string, string | null]>([
  ["loan.*", "*.approved", "loan.approved"],
  ["loan.*", "client.*", null],
  ["loan.#", "#.approved", "loan.approved"],
  ["*", "#", "other"],
])("%s and %s overlap in %s", (a, b, key) => {
  expect(overlap(a, b)).toEqual(key === null ? { found: "none" } : { found: "key", key });
});

describe("held against every short key", () => {
  // Two words that the patterns name, one that they do not, and the empty one.
  const letters = ["a", "b", "z", ""];
  const longest = 5;
  const keys = allKeys();

  function allKeys(): readonly string[] {
    let row: readonly (readonly string[])[] = [[]];
    const all = new Set([""]);
    for (let length = 1; length <= longest; length += 1) {
      row = row.flatMap((words) => letters.map((letter) => [...words, letter]));
      for (const words of row) all.add(words.join("."));
    }
    return [...all];
  }

  const part = fc.constantFrom("a", "b", "*", "#", "#", "*", "");
  // What tells three patterns of three places apart is no longer than five words.
  const pattern = fc.array(part, { maxLength: 3 }).map((parts) => parts.join("."));

  test("a key outside is found exactly where there is one", () => {
    fc.assert(
      fc.property(pattern, fc.array(pattern, { maxLength: 2 }), (inner, others) => {
        const result = keyOutside(inner, others);
        const outside = keys.filter(
          (key) => matchesTopic(inner, key) && !others.some((other) => matchesTopic(other, key)),
        );
        if (result.found === "key") {
          expect(matchesTopic(inner, result.key)).toBe(true);
          for (const other of others) expect(matchesTopic(other, result.key)).toBe(false);
          const shortest = Math.min(...outside.map(wordCount));
          if (outside.length > 0) expect(wordCount(result.key)).toBe(shortest);
        } else {
          expect(result.found).toBe("none");
          expect(outside).toEqual([]);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  test("an overlap is found exactly where there is one", () => {
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const both = keys.some((key) => matchesTopic(a, key) && matchesTopic(b, key));
        const result = overlap(a, b);
        if (result.found === "key") expect(matchesTopic(a, result.key) && matchesTopic(b, result.key)).toBe(true);
        else expect(both).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  function wordCount(key: string): number {
    return key === "" ? 0 : key.split(".").length;
  }
});

test("patterns made to explode end undecided, within the budget", () => {
  const hostile = Array.from({ length: 20 }, (_, index) => `#.a${".*".repeat(40 + index)}`);
  expect(keyOutside(`#.a${".*".repeat(60)}`, hostile)).toEqual({ found: "undecided" });
  expect(patternContains(`#.a${".*".repeat(40)}`, `#.a${".*".repeat(41)}`)).toBe(undefined);
});

test("only a topic exchange reads wildcards, and fanout reads no key", () => {
  expect(keyPattern("topic", "loan.*")).toEqual([{ word: "loan" }, "one"]);
  const direct = findKey([keyPattern("direct", "loan.*")], [topicPattern("loan.approved")]);
  expect(direct).toEqual({ found: "key", key: "loan.*" });
  expect(findKey([keyPattern("fanout", "loan.approved")], [literalKey("")])).toEqual({ found: "key", key: "other" });
});
