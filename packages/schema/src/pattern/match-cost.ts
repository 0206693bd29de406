import type { AST } from "@eslint-community/regexpp";

/**
 * Steps of the platform's engine for each character of a text, and characters that every text is counted as more: a message of many short
 * texts must not take long either.
 */
const STEPS_EACH = 100;
const MORE = 8;
/** No text is as long: the engine of JavaScript has none, and a message may hold far less. */
const LONGEST = 2 ** 29;

/** How much a part of a pattern may cost on a text of some length. Both are bounds from above, and may be infinite. */
interface Effort {
  /** In how many ways it can match from one place: as often what follows may be tried. */
  readonly ways: number;
  /** Steps to try all of them, without what follows. */
  readonly steps: number;
}

const ONE: Effort = { ways: 1, steps: 1 };

/**
 * The longest text on which a backtracking engine surely matches the pattern in few steps for each character, as are all that are shorter:
 * a power of two, `Infinity` where there is no end to it, -1 where even the empty text may take more.
 *
 * A bound: it takes every choice of the pattern for one that the engine may have to come back to. What it is too careful with is
 * matched by an automaton, which is as right.
 */
export function affordableLength(pattern: AST.Pattern): number {
  return longestWithin(pattern, (length) => STEPS_EACH * (length + MORE));
}

/** The same, where each text may take so many steps whatever its length. */
export function lengthWithin(pattern: AST.Pattern, steps: number): number {
  return longestWithin(pattern, () => steps);
}

/** Between two powers of two the steps are at most those of the larger one, and twice as many are no harm. */
function longestWithin({ alternatives }: AST.Pattern, allowed: (length: number) => number): number {
  const isAnchored = beginsAtStart(alternatives);
  let longest = -1;
  for (let length = 0; length <= LONGEST; length = length === 0 ? 1 : length * 2) {
    const { steps } = ofAlternatives(alternatives, length);
    if (!(steps * (isAnchored ? 1 : length + 1) <= allowed(length))) return longest;
    longest = length;
  }
  return Number.POSITIVE_INFINITY;
}

/** Every match begins at the start of the text, so that it is tried there alone. */
export function beginsAtStart(alternatives: readonly AST.Alternative[]): boolean {
  return alternatives.every(({ elements: [first] }) => {
    if (first?.type === "Assertion") return first.kind === "start";
    return (first?.type === "Group" || first?.type === "CapturingGroup") && beginsAtStart(first.alternatives);
  });
}

function ofAlternatives(alternatives: readonly AST.Alternative[], length: number): Effort {
  let [ways, steps] = [0, 1];
  for (const { elements } of alternatives) {
    const each = ofSequence(elements, length);
    ways += each.ways;
    steps += each.steps;
  }
  return { ways, steps };
}

function ofSequence(elements: readonly AST.Element[], length: number): Effort {
  let [ways, steps] = [1, 1];
  for (const element of elements) {
    const each = ofElement(element, length);
    steps += ways * each.steps;
    ways *= each.ways;
  }
  return { ways, steps };
}

function ofElement(element: AST.Element, length: number): Effort {
  switch (element.type) {
    case "Group":
    case "CapturingGroup":
      return ofAlternatives(element.alternatives, length);
    case "Quantifier":
      return ofQuantifier(element, length);
    case "Assertion":
      if (element.kind !== "lookahead" && element.kind !== "lookbehind") return ONE;
      // Nobody comes back into it once it has held.
      return { ways: 1, steps: ofAlternatives(element.alternatives, length).steps };
    case "Backreference":
      return { ways: 1, steps: length + 1 };
    case "CharacterClass":
    case "ExpressionCharacterClass":
    case "CharacterSet":
    case "Character":
      return ONE;
  }
}

/** A round that matches nothing is the last one: there are never more rounds than characters, those that must be, and that one. */
function ofQuantifier({ element, min, max }: AST.Quantifier, length: number): Effort {
  const round = ofElement(element, length);
  const most = Math.min(max, length + min + 1);
  if (round.ways <= 1) return { ways: Math.max(1, most - min + 1), steps: (most + 1) * round.steps };
  // Each round multiplies the ways of those before it.
  const ways = round.ways ** most * 2;
  return { ways, steps: ways * round.steps };
}
