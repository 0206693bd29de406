import { fold } from "./fold.js";

/** A range of a text: from, and the first place after it. */
export type Range = readonly [start: number, end: number];

/** Looks for many values in one text. */
export interface Finder {
  /** Also looks for this one, in any case. */
  readonly add: (value: string) => void;
  /** Where they stand, in order and without overlaps; undefined where that would take too long to say. */
  readonly ranges: () => readonly Range[] | undefined;
}

/** By how many first letters values are told from each other before anything dearer is done with them. */
const HEAD = 3;

/** Characters compared at most: some ten milliseconds. */
const BUDGET = 20_000_000;

/**
 * Looks for values that begin in the first characters of a text and may end anywhere in it. A message may have a hundred thousand
 * values and a handler may quote them all, so neither is multiplied by the other: most values are done with when no place of the
 * text begins as they do, and a place is asked once for each length of the values that begin as it does.
 */
export function finder(text: string, within: number): Finder {
  const folded = fold(text);
  const places = Math.min(folded.length, within);
  const heads = new Map<string, Set<number>>();
  for (let place = 0; place < places; place += 1)
    for (let length = 1; length <= HEAD; length += 1) heads.set(folded.slice(place, place + length), new Set());
  const values = new Set<string>();
  return {
    add: (value) => {
      // What is longer than the text cannot stand in it. A letter of two units is not cut in two before it is folded.
      if (value === "" || value.length > folded.length) return;
      const lengths = heads.get(fold(value.slice(0, HEAD + 1)).slice(0, HEAD));
      if (lengths === undefined) return;
      values.add(fold(value));
      lengths.add(value.length);
    },
    ranges: () => {
      const ranges: Range[] = [];
      let budget = BUDGET;
      let [start, end] = [0, 0];
      for (let place = 0; place < places; place += 1) {
        const lengths = new Set<number>();
        for (let length = 1; length <= HEAD; length += 1)
          for (const known of heads.get(folded.slice(place, place + length)) ?? []) lengths.add(known);
        for (const length of lengths) {
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
