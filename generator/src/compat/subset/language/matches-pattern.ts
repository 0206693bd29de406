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
  const isHostile = text.length > SHORT && isSlow(buildOf(pattern), text);
  return isHostile ? byAutomaton(pattern, text) : expressionOf(pattern).test(text);
}

function isSlow({ nests, repeats }: Build, text: string): boolean {
  return nests || (text.length > LONG && repeats > 1);
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

/** What is asked of a pattern with every text, so it is asked once. */
interface Build {
  /** A group that holds a repetition or a choice, itself repeated: `(a+)+`. */
  readonly nests: boolean;
  /** How many repetitions without an end it has. */
  readonly repeats: number;
}

const builds: Map<string, Build> = new Map();

/** More patterns than this are not remembered: they come from outside. */
const MOST_BUILDS = 10_000;

function buildOf(pattern: string): Build {
  const known = builds.get(pattern);
  if (known !== undefined) return known;
  const closing = /\)(?:[*+]|\{)/g;
  const first = pattern.search(/[*+}|?]/);
  let nests = false;
  for (let found = closing.exec(pattern); found !== null && !nests; found = closing.exec(pattern)) {
    nests = first !== -1 && first < found.index;
  }
  const build = { nests, repeats: pattern.match(/[*+]|\{\d+,/g)?.length ?? 0 };
  if (builds.size >= MOST_BUILDS) builds.clear();
  builds.set(pattern, build);
  return build;
}
