import { fold } from "./fold.js";

/** A range of a text: from, and the first place after it. */
export type Range = readonly [start: number, end: number];

/** Looks for many values in some texts. */
export interface Finder {
  /** Also looks for this one, in any case. */
  readonly add: (value: string) => void;
  /** Where they stand in one of the texts, in order and without overlaps; undefined where that would take too long to say. */
  readonly rangesIn: (text: string) => readonly Range[] | undefined;
}

/** By how many first letters values are told from each other before anything dearer is done with them. */
const HEAD = 3;

/** Characters compared in a text at most: some ten milliseconds. */
const BUDGET = 20_000_000;

/**
 * Looks for values that begin in the first characters of a text and may end anywhere in it. A message may have a hundred thousand
 * values and a handler may quote them all, so neither is multiplied by the other: most values are done with when no place of the
 * texts begins as they do, and a place is asked once for each length of the values that begin as it does.
 */
export function finder(texts: readonly string[], within: number): Finder {
  const longest = Math.max(...texts.map(({ length }) => length));
  /** The lengths of the values that begin so, for each beginning of one to three letters that the texts have. */
  const heads = new Map<string, Set<number>>();
  for (const text of texts) for (const head of headsOf(fold(text.slice(0, within + HEAD)))) heads.set(head, new Set());
  const values = new Set<string>();
  return {
    add: (value) => {
      // What is longer than the texts cannot stand in them. A letter of two units is not cut in two before it is folded.
      if (value === "" || value.length > longest) return;
      const lengths = heads.get(fold(value.slice(0, HEAD + 1)).slice(0, HEAD));
      if (lengths === undefined) return;
      values.add(fold(value));
      lengths.add(value.length);
    },
    rangesIn: (text) => {
      const folded = fold(text);
      const ranges: Range[] = [];
      let budget = BUDGET;
      let [start, end] = [0, 0];
      for (let place = 0; place < Math.min(folded.length, within); place += 1) {
        for (const length of headsOf(folded.slice(place, place + HEAD), 1).flatMap((head) => [
          ...(heads.get(head) ?? []),
        ])) {
          budget -= length + 10;
          if (budget < 0) return undefined;
          if (place + length <= end || !values.has(folded.slice(place, place + length))) continue;
          if (place >= end) {
            if (end > start) ranges.push([start, end]);
            start = place;
          }
          end = place + length;
        }
      }
      if (end > start) ranges.push([start, end]);
      return ranges;
    },
  };
}

/** What a text has of one to three letters, at its first places or at all. */
function headsOf(text: string, places: number = text.length): string[] {
  return Array.from({ length: Math.min(places, text.length) }, (_, place) =>
    Array.from({ length: HEAD }, (_none, more) => text.slice(place, place + more + 1)),
  ).flat();
}
