import { UnmatchableText } from "@insaka/schema";
import { Undecided } from "../undecided.js";
import { automatonOf, matcherOf } from "./patterns.js";

/** Steps that one match by the automaton of this engine may take. */
const MOST_STEPS = 200_000;

/**
 * True where the pattern matches somewhere in the text. What can otherwise not be told in bounded time (a look-around in a repetition) is
 * told by the automaton of this engine, which knows look-around and is slower.
 * @throws Undecided where that is not possible
 */
export function matchesPattern(pattern: string, text: string): boolean {
  try {
    return matcherOf(pattern).test(text);
  } catch (error) {
    if (error instanceof UnmatchableText) return byAutomaton(pattern, text);
    throw error;
  }
}

function byAutomaton(pattern: string, text: string): boolean {
  const automaton = automatonOf(pattern);
  let left = MOST_STEPS;
  const spend = (steps: number): void => {
    left -= steps;
    if (left < 0) throw new Undecided(`pattern: ${JSON.stringify(pattern)} takes too long to match`);
  };
  let place = automaton.start;
  for (const character of text) place = automaton.next(place, character.codePointAt(0) ?? 0, spend);
  return place.accepts;
}
