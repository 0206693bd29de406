import { matchesTopic } from "../../model/topic-pattern.js";
import { findKey, type KeySearch } from "./find-key.js";
import { topicPattern } from "./key-pattern.js";

/** True where a topic exchange routes the key by the pattern. */
export function patternMatches(pattern: string, key: string): boolean {
  return matchesTopic(pattern, key);
}

/** True where every key of `inner` is a key of `outer`; `undefined` where the budget did not suffice to tell. */
export function patternContains(outer: string, inner: string): boolean | undefined {
  const { found } = keyOutside(inner, [outer]);
  return found === "undecided" ? undefined : found === "none";
}

/** A shortest key that both patterns match. */
export function overlap(a: string, b: string): KeySearch {
  return findKey([topicPattern(a), topicPattern(b)], []);
}

/** A shortest key that the pattern matches and none of the others does; none where those together contain it. */
export function keyOutside(pattern: string, others: readonly string[], budget?: number): KeySearch {
  return findKey([topicPattern(pattern)], others.map(topicPattern), budget);
}
