import * as fc from "fast-check";
import { expect, test } from "vitest";
import { TopicTrie } from "./topic-trie.js";

/** The definition, word for word and as slow as it reads. */
function fits(pattern: readonly string[], key: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return key.length === 0;
  if (first === "#") return fits(rest, key) || (key.length > 0 && fits(pattern, key.slice(1)));
  return key.length > 0 && (first === "*" || first === key[0]) && fits(rest, key.slice(1));
}

const words = (text: string): readonly string[] => (text === "" ? [] : text.split("."));

const word = fc.constantFrom("a", "b", "", "a-b");
const key = fc.array(word, { maxLength: 6 }).map((all) => all.join("."));
const pattern = fc.array(fc.oneof(word, fc.constantFrom("*", "#")), { maxLength: 6 }).map((all) => all.join("."));

test("the trie finds exactly the patterns that fit by definition", () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 12 }), key, (patterns, key) => {
      const trie = new TopicTrie<string>();
      for (const each of patterns) trie.add(each, each);
      const expected = new Set(patterns.filter((each) => fits(words(each), words(key))));
      expect(trie.match(key)).toEqual(expected);
    }),
    { numRuns: 2_000 },
  );
});

test("a key of many words against patterns of many # is walked, not tried out", () => {
  const trie = new TopicTrie<string>();
  const pattern = `${"#.a.".repeat(30)}b`;
  trie.add(pattern, pattern);
  expect(trie.match(`${"a.".repeat(500)}c`).size).toBe(0);
  expect(trie.match(`${"a.".repeat(500)}b`).size).toBe(1);
});
