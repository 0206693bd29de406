import { compareText } from "../../diagnostic.js";
import type { KeyPart, KeyPattern } from "./key-pattern.js";

/** A key that was asked for, the proof that there is none, or that the budget was used up before either was found. */
export type KeySearch =
  | { readonly found: "key"; readonly key: string }
  | { readonly found: "none" }
  | { readonly found: "undecided" };

/**
 * Work of a search: positions in patterns that were moved on by a word. What people write takes some hundreds; this much takes
 * some thirty milliseconds.
 */
export const searchBudget = 200_000;

/**
 * A shortest key that all of some patterns match and none of the others: a walk, breadth first, through the words that the
 * patterns tell apart and one that none of them names. Exact: what the walk does not find does not exist.
 */
export function findKey(
  matching: readonly KeyPattern[],
  but: readonly KeyPattern[],
  budget: number = searchBudget,
): KeySearch {
  const patterns = [...matching, ...but];
  const fresh = freshWord(patterns);
  const start = patterns.map((pattern) => closed(pattern, [0]));
  let row: readonly Step[] = [{ reached: start, words: [] }];
  // Not the start itself: coming back to it, a first word has been read, and an empty one may follow.
  const seen = new Set<string>();
  let work = 0;
  while (row.length > 0) {
    const next: Step[] = [];
    for (const { reached, words } of row) {
      if (isFound(reached, patterns, matching.length) && !isNoKey(words)) return { found: "key", key: words.join(".") };
      for (const word of wordsToTry(reached, patterns, matching.length, fresh)) {
        work += reached.reduce((sum, at) => sum + at.length, 0);
        if (work > budget) return { found: "undecided" };
        const after = reached.map((at, index) => advance(patterns[index] ?? [], at, word));
        if (after.slice(0, matching.length).some((at) => at.length === 0)) continue;
        // The one empty word is written like no word at all, which is another key: that walk has not ended there.
        const name = `${isNoKey([...words, word]) ? "alone " : ""}${nameOf(after)}`;
        if (seen.has(name)) continue;
        seen.add(name);
        next.push({ reached: after, words: [...words, word] });
      }
    }
    row = next;
  }
  return { found: "none" };
}

/** How far each pattern may have come when these words are read. */
interface Step {
  readonly reached: readonly (readonly number[])[];
  readonly words: readonly string[];
}

function isFound(reached: Step["reached"], patterns: readonly KeyPattern[], matching: number): boolean {
  return reached.every((at, index) => at.includes((patterns[index] ?? []).length) === index < matching);
}

function isNoKey(words: readonly string[]): boolean {
  return words.length === 1 && words[0] === "";
}

/**
 * Only words that some pattern asks for just here lead elsewhere than a fresh one. Where a pattern that must match takes no
 * other word than its own, the others need not be tried.
 */
function wordsToTry(
  reached: Step["reached"],
  patterns: readonly KeyPattern[],
  matching: number,
  fresh: string,
): readonly string[] {
  const asked = reached.map((at, index) => partsAt(patterns[index] ?? [], at));
  for (const parts of asked.slice(0, matching)) {
    if (parts.every((part) => typeof part === "object")) return sorted(parts.flatMap(wordOf));
  }
  const own = sorted(asked.slice(0, matching).flat().flatMap(wordOf));
  const theirs = sorted(asked.slice(matching).flat().flatMap(wordOf)).filter((word) => !own.includes(word));
  return [fresh, ...own, ...theirs];
}

function partsAt(pattern: KeyPattern, at: readonly number[]): readonly KeyPart[] {
  return at.flatMap((position) => pattern[position] ?? []);
}

function wordOf(part: KeyPart): readonly string[] {
  return typeof part === "object" ? [part.word] : [];
}

function advance(pattern: KeyPattern, at: readonly number[], word: string): readonly number[] {
  const next = at.flatMap((position) => {
    const part = pattern[position];
    if (part === undefined) return [];
    if (part === "any") return [position];
    return part === "one" || part.word === word ? [position + 1] : [];
  });
  return closed(pattern, next);
}

/** With every position that is reached without reading a word. */
function closed(pattern: KeyPattern, at: readonly number[]): readonly number[] {
  const all = new Set<number>();
  for (const position of at) {
    let to = position;
    all.add(to);
    while (pattern[to] === "any") {
      to += 1;
      all.add(to);
    }
  }
  return [...all].sort((a, b) => a - b);
}

function nameOf(reached: Step["reached"]): string {
  return reached.map((at) => at.join(",")).join(";");
}

function sorted(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort(compareText);
}

/** A word that no pattern names. */
function freshWord(patterns: readonly KeyPattern[]): string {
  const named = new Set(patterns.flat().flatMap(wordOf));
  let word = "other";
  for (let count = 2; named.has(word); count += 1) word = `other-${count}`;
  return word;
}
