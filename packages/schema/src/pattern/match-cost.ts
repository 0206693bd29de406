import type { AST } from "@eslint-community/regexpp";

/** Steps of the platform's engine that one match may take: a millisecond or two. */
const AFFORDABLE = 200_000;
/** No text is as long: the engine of JavaScript has none, and a message may hold far less. */
const LONGEST = 2 ** 29;
/** What takes no more steps for each character of the longest text takes linear time. */
const LINEAR = 200;

/** How much a part of a pattern may cost on a text of some length. Both are bounds from above, and may be infinite. */
interface Effort {
  /** In how many ways it can match from one place: as often what follows may be tried. */
  readonly ways: number;
  /** Steps to try all of them, without what follows. */
  readonly steps: number;
}

const ONE: Effort = { ways: 1, steps: 1 };

/**
 * The longest text on which a backtracking engine surely matches the pattern in few steps, `Infinity` where its time is linear.
 *
 * A bound: it takes every choice of the pattern for one that the engine may have to come back to. What it is too careful with is
 * matched by an automaton, which is as right.
 *
 * @param affordable - steps of that engine, each of some nanoseconds
 */
export function affordableLength(pattern: AST.Pattern, affordable: number = AFFORDABLE): number {
  const stepsOn = (length: number): number => {
    const { steps } = ofAlternatives(pattern.alternatives, length);
    return beginsAtStart(pattern.alternatives) ? steps : steps * (length + 1);
  };
  if (stepsOn(LONGEST) <= LINEAR * LONGEST) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, affordable];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (stepsOn(middle) <= affordable) low = middle;
    else high = middle - 1;
  }
  return low;
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

/** A round that matches nothing is the last one, so there are never more rounds than characters, and those that must be. */
function ofQuantifier({ element, min, max }: AST.Quantifier, length: number): Effort {
  const round = ofElement(element, length);
  const most = Math.min(max, length + min);
  if (round.ways <= 1) return { ways: Math.max(1, most - min + 1), steps: (most + 1) * round.steps };
  // Each round multiplies the ways of those before it.
  const ways = round.ways ** most * 2;
  return { ways, steps: ways * round.steps };
}
