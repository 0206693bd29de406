import { holds } from "./evaluate.js";
import { wordsOfFormat } from "./format-words.js";
import { findWord } from "./language/find-word.js";
import type { Node, StringAtom } from "./node.js";
import { found, NONE, type Outcome } from "./outcome.js";
import type { Solver } from "./solver.js";
import { Undecided } from "./undecided.js";

/** No witness is made longer than this. */
const LONGEST = 200_000;

/** Finds a text that satisfies every atom. */
export function solveString(atoms: readonly Node[], solver: Solver): Outcome {
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  const matching: string[] = [];
  const mismatching: string[] = [];
  const excluded = new Set<string>();
  const isMatching: string[] = [];
  const isNotMatching: string[] = [];
  for (const atom of atoms as readonly (StringAtom | (Node & { kind: "not-in" }))[]) {
    if (atom.kind === "min-length") least = Math.max(least, atom.limit);
    else if (atom.kind === "max-length") most = Math.min(most, atom.limit);
    else if (atom.kind === "matches") matching.push(atom.pattern);
    else if (atom.kind === "mismatches") mismatching.push(atom.pattern);
    else if (atom.kind === "format") isMatching.push(atom.format);
    else if (atom.kind === "not-format") isNotMatching.push(atom.format);
    else if (atom.kind === "not-in") for (const { value } of atom.values) excluded.add(String(value));
  }
  // A format refuses a text only where the text is said to be of another format.
  if (least > most || (isNotMatching.length > 0 && isMatching.length === 0)) return NONE;
  for (const format of isMatching) matching.push(wordsOfFormat(format).within);
  for (const format of isNotMatching) {
    const { within, outside } = wordsOfFormat(format);
    if (outside === undefined) mismatching.push(within);
    else matching.push(outside);
  }
  if (least > LONGEST) return { kind: "unknown", reason: `minLength: no text of ${least} characters is made` };
  solver.budget.spend(1 + least / 50, "minLength");
  for (const word of plainWords(least, most, excluded, matching.length === 0 && mismatching.length === 0)) {
    solver.budget.spend(1, "pattern");
    if (atoms.every((atom) => holds(atom, word, solver.restriction))) return found(word);
  }
  if (matching.length === 0 && mismatching.length === 0) return NONE;
  try {
    const word = findWord({ matching, mismatching, least, most, excluded }, solver.budget);
    return word === undefined ? NONE : found(word);
  } catch (error) {
    if (error instanceof Undecided && solver.budget.left > 0) return { kind: "unknown", reason: error.message };
    throw error;
  }
}

/** Simple words to try first. Where no pattern is in question, one of them fits if any word does. */
function* plainWords(
  least: number,
  most: number,
  excluded: ReadonlySet<string>,
  isEnough: boolean,
): Generator<string, undefined> {
  if (least === 0) yield "";
  if (most === 0) return undefined;
  const length = Math.max(1, least);
  const stem = "a".repeat(length - 1);
  const ends = isEnough ? excluded.size + 1 : 3;
  for (let tried = 0; tried < ends; tried += 1) yield stem + endingOf(tried);
  return undefined;
}

/** A different character for each number. */
function endingOf(number: number): string {
  if (number < 26) return String.fromCharCode(97 + number);
  // Beyond the alphabet: characters that are letters or signs of some language, without surrogates.
  return String.fromCodePoint(number < 30_000 ? 0x4e00 + number : 0x10000 + number);
}
