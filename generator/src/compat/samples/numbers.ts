import fc from "fast-check";
import type { SchemaNode } from "./alternatives.js";

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
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
];

/** Where a number gets another digit: what has room for so many may not have room for one more. */
const MAGNITUDES: readonly number[] = Array.from({ length: 16 }, (_, digits) => 10 ** digits).flatMap((power) => [
  power,
  power - 1,
  power - 0.01,
]);

/** What several nodes say together of the numbers at one place. */
interface Range {
  readonly least: number;
  readonly most: number;
  readonly steps: readonly number[];
  /** The bounds as stated. */
  readonly stated: readonly number[];
  fits(value: number): boolean;
}

function rangeOf(nodes: readonly SchemaNode[], wholeOnly: boolean): Range {
  const bound = (...keywords: string[]) =>
    nodes.flatMap((node) => keywords.map((keyword) => node[keyword])).filter((value) => typeof value === "number");
  const stated = bound("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum");
  const least = Math.max(-1e25, ...bound("minimum", "exclusiveMinimum"));
  const most = Math.min(1e25, ...bound("maximum", "exclusiveMaximum"));
  const fits = (value: number) => value >= least && value <= most && (!wholeOnly || Number.isInteger(value));
  return { least, most, steps: bound("multipleOf").filter((step) => step > 0), stated, fits };
}

/**
 * The numbers that matter at one place, a plain one first: the bounds and their neighbours, the multiples next to them, the
 * awkward ones, and the least and greatest of each number of digits.
 */
export function notableNumbers(nodes: readonly SchemaNode[], wholeOnly: boolean): readonly number[] {
  return distinct([...boundaryNumbers(nodes, wholeOnly), ...magnitudes(nodes, wholeOnly)]);
}

function boundaryNumbers(nodes: readonly SchemaNode[], wholeOnly: boolean): readonly number[] {
  const { stated, steps, fits } = rangeOf(nodes, wholeOnly);
  const around = stated.flatMap((bound) => [bound, bound - 1, bound + 1, bound - 0.01, bound + 0.01]);
  const multiples = steps.flatMap((step) =>
    [0, ...stated].flatMap((bound) => [Math.floor(bound / step) * step, Math.ceil(bound / step) * step + step]),
  );
  const plain = steps.length > 0 ? multiples.filter((value) => value !== 0) : [12, 1];
  return distinct([...plain, ...around, ...multiples, -1, ...AWKWARD_NUMBERS].filter(fits));
}

function magnitudes(nodes: readonly SchemaNode[], wholeOnly: boolean): readonly number[] {
  return MAGNITUDES.filter(rangeOf(nodes, wholeOnly).fits);
}

/** `Object.is` tells 0 from -0, which a set does not. */
function distinct(all: readonly number[]): readonly number[] {
  return all.filter((value, index) => all.findIndex((other) => Object.is(other, value)) === index);
}

/** Numbers for nodes that all judge one place: the bounds themselves, their neighbours and the awkward ones among them. */
export function numbers(nodes: readonly SchemaNode[], wholeOnly: boolean): fc.Arbitrary<number> {
  const { least, most, steps } = rangeOf(nodes, wholeOnly);
  const choices: fc.Arbitrary<number>[] = [];
  const [step] = steps;
  if (step !== undefined) choices.push(...multiples(step, least, most));
  for (const notable of [boundaryNumbers(nodes, wholeOnly), magnitudes(nodes, wholeOnly)]) {
    if (notable.length > 0) choices.push(fc.constantFrom(...notable));
  }
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
