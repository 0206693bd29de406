import { CharBase, CharSet } from "refa";
import { LAST_CODE_POINT } from "./automaton.js";

/** Characters that nothing in question tells apart, by one of them. */
export interface Alphabet {
  readonly characters: readonly number[];
  /** True where some characters are left out: lone surrogates that a pattern speaks of by themselves. */
  readonly partial: boolean;
}

const READABLE = [
  ..."abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_ .,:;/@#+*=!?$%&'()[]{}<>|~^`\"\\\n\t\r",
].map((character) => character.charCodeAt(0));

/** One character for each class of those that the sets and words tell apart; readable ones where there are any. */
export function alphabetOf(sets: Iterable<CharSet>, words: Iterable<string>): Alphabet {
  const singles = new Set([...words].flatMap((word) => [...word].map((character) => character.codePointAt(0) ?? 0)));
  const { sets: classes } = new CharBase([
    CharSet.all(LAST_CODE_POINT),
    ...sets,
    ...[...singles].map((character) => CharSet.fromCharacter(LAST_CODE_POINT, character)),
  ]);
  const chosen = classes.map(representative);
  const characters = chosen.filter((character) => character !== undefined);
  return { characters: characters.sort(readability), partial: characters.length < chosen.length };
}

function readability(one: number, other: number): number {
  const rank = (character: number) => {
    const found = READABLE.indexOf(character);
    return found === -1 ? READABLE.length + character : found;
  };
  return rank(one) - rank(other);
}

function representative(set: CharSet): number | undefined {
  const readable = READABLE.find((character) => set.has(character));
  if (readable !== undefined) return readable;
  const bounds = set.ranges.flatMap(({ min, max }) => [Math.max(min, 0xa1), min, max, Math.max(min, 0xe000)]);
  const fitting = bounds.filter((character) => set.has(character) && !isSurrogate(character));
  return fitting.find((character) => character >= 0xa1) ?? fitting[0];
}

function isSurrogate(character: number): boolean {
  return character >= 0xd800 && character <= 0xdfff;
}
