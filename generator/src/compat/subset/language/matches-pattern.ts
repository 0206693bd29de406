import { Undecided } from "../undecided.js";
import { automatonOf, expressionOf } from "./patterns.js";

/** Texts up to this length are matched by the platform: even a hostile pattern ends soon. */
const SHORT = 16;
/** Beyond this, repetitions beside one another cost too much as well. */
const LONG = 256;

/** Steps that one match may take. */
const MOST_STEPS = 200_000;

/**
 * True where the pattern matches somewhere in the text. A pattern on which the platform's backtracking could take for ever is
 * matched by its automaton where the text is not short.
 * @throws Undecided where that is not possible
 */
export function matchesPattern(pattern: string, text: string): boolean {
  const isHostile = text.length > SHORT && (nests(pattern) || (text.length > LONG && repeats(pattern) > 1));
  return isHostile ? byAutomaton(pattern, text) : expressionOf(pattern).test(text);
}

function byAutomaton(pattern: string, text: string): boolean {
  const automaton = automatonOf(pattern);
  let left = MOST_STEPS;
  const spend = (steps: number) => {
    left -= steps;
    if (left < 0) throw new Undecided(`pattern: ${JSON.stringify(pattern)} takes too long to match`);
  };
  let place = automaton.start;
  for (const character of text) place = automaton.next(place, character.codePointAt(0) ?? 0, spend);
  return place.accepts;
}

/** A group that holds a repetition or a choice, itself repeated: `(a+)+`. */
function nests(pattern: string): boolean {
  return /[*+}|?].*\)(?:[*+]|\{)/s.test(pattern);
}

function repeats(pattern: string): number {
  return pattern.match(/[*+]|\{\d+,/g)?.length ?? 0;
}
