import fc from "fast-check";
import type { Node } from "./schema-alternatives.js";

/** Numbers that break careless code: zeros, inexact sums, half cents, exponents, beyond 2^53. */
export const AWKWARD_NUMBERS: readonly number[] = [
  0,
  -0,
  0.1 + 0.2,
  1234.565,
  1234.5,
  12500.25,
  1e-7,
  1e21,
  Number("9007199254740993"),
  Number.MAX_SAFE_INTEGER,
];

/** Numbers for nodes that all judge one place: the bounds themselves, their neighbours and the awkward ones among them. */
export function numbers(nodes: readonly Node[], wholeOnly: boolean): fc.Arbitrary<number> {
  const bound = (...keywords: string[]) =>
    nodes.flatMap((node) => keywords.map((keyword) => node[keyword])).filter((value) => typeof value === "number");
  const least = Math.max(-1e25, ...bound("minimum", "exclusiveMinimum"));
  const most = Math.min(1e25, ...bound("maximum", "exclusiveMaximum"));
  const step = bound("multipleOf")[0];
  const fits = (value: number) => value >= least && value <= most && (!wholeOnly || Number.isInteger(value));
  const edges = [...bound("minimum"), ...bound("maximum"), least + 1, most - 1, least + 0.5].filter(fits);
  const choices: fc.Arbitrary<number>[] = [];
  if (step !== undefined) choices.push(...multiples(step, least, most));
  const awkward = AWKWARD_NUMBERS.filter(fits);
  if (awkward.length > 0) choices.push(fc.constantFrom(...awkward));
  if (edges.length > 0) choices.push(fc.constantFrom(...edges));
  const first = Math.ceil(Math.max(least, -1e9));
  const last = Math.floor(Math.min(most, 1e9));
  if (first <= last) choices.push(fc.integer({ min: first, max: last }));
  // Two decimals as amounts have them: exact in text, inexact as doubles.
  if (!wholeOnly && first < last) choices.push(fc.integer({ min: first * 100, max: last * 100 }).map((n) => n / 100));
  if (!wholeOnly && least < most) choices.push(fc.double({ min: least, max: most, noNaN: true }));
  return choices.length === 0 ? fc.constant(least) : fc.oneof(...choices);
}

function multiples(step: number, least: number, most: number): fc.Arbitrary<number>[] {
  const first = Math.ceil(Math.max(least, -1e6) / step);
  const last = Math.floor(Math.min(most, 1e6) / step);
  return first <= last ? [fc.integer({ min: first, max: last }).map((times) => times * step)] : [];
}
