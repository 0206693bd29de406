import type { Budget } from "./budget.js";
import { compare, type Decimal, isMultiple, leastCommonMultiple, normal, scaled, toNumber } from "./decimal.js";
import type { Node, NumberAtom } from "./node.js";
import { found, NONE, type Outcome } from "./outcome.js";

interface Bound {
  readonly value: Decimal;
  readonly inclusive: boolean;
}

type Step = { readonly step: Decimal; readonly raw: number };

/** Everything that the atoms say of a number. */
interface Numbers {
  readonly low: Bound | undefined;
  readonly high: Bound | undefined;
  readonly multiples: readonly Step[];
  readonly nonMultiples: readonly Step[];
  readonly excluded: ReadonlySet<number>;
}

/** Candidates beyond those that are excluded by name that are looked at before a jump to where one must be. */
const LOOKED_AT = 400;

/** Points of one grid that are looked at where no bound is near. */
const PER_GRID = 24;
/** A double has no more digits than this. */
const DIGITS = 20;

/** Finds a number that satisfies every atom; exact, by whole-number arithmetic. */
export function solveNumber(atoms: readonly Node[], budget: Budget): Outcome {
  const numbers = gather(atoms);
  const { low, high } = numbers;
  if (low !== undefined && high !== undefined) {
    const order = compare(low.value, high.value);
    if (order > 0 || (order === 0 && !(low.inclusive && high.inclusive))) return NONE;
  }
  return numbers.multiples.length > 0 ? solveLattice(numbers, budget) : solveDense(numbers, budget);
}

function gather(atoms: readonly Node[]): Numbers {
  let low: Bound | undefined;
  let high: Bound | undefined;
  const multiples: Step[] = [];
  const nonMultiples: Step[] = [];
  const excluded = new Set<number>();
  for (const atom of atoms as readonly (NumberAtom | (Node & { kind: "not-in" }))[]) {
    if (atom.kind === "above") low = tighter(low, { value: atom.bound, inclusive: atom.inclusive }, 1);
    else if (atom.kind === "below") high = tighter(high, { value: atom.bound, inclusive: atom.inclusive }, -1);
    else if (atom.kind === "multiple") multiples.push(atom);
    else if (atom.kind === "not-multiple") nonMultiples.push(atom);
    else if (atom.kind === "not-in") for (const { value } of atom.values) excluded.add(Number(value) + 0);
  }
  return { low, high, multiples, nonMultiples, excluded };
}

function tighter(one: Bound | undefined, other: Bound, direction: 1 | -1): Bound {
  if (one === undefined) return other;
  const order = compare(one.value, other.value) * direction;
  if (order === 0) return one.inclusive ? other : one;
  return order > 0 ? one : other;
}

/** What becomes of candidates: the first good one, and whether some could not be written as a double. */
class Candidates {
  readonly #numbers: Numbers;
  readonly #budget: Budget;
  /** Satisfies the atoms exactly, but a validator that divides doubles disagrees. */
  second: number | undefined;
  unwritable = false;

  constructor(numbers: Numbers, budget: Budget) {
    this.#numbers = numbers;
    this.#budget = budget;
  }

  /** The candidate as a double if it satisfies everything. */
  try(candidate: Decimal): number | undefined {
    this.#budget.spend(1, "number");
    const { low, high, multiples, nonMultiples, excluded } = this.#numbers;
    if (low !== undefined && compare(candidate, low.value) < (low.inclusive ? 0 : 1)) return undefined;
    if (high !== undefined && compare(candidate, high.value) > (high.inclusive ? 0 : -1)) return undefined;
    if (!multiples.every(({ step }) => isMultiple(candidate, step))) return undefined;
    if (nonMultiples.some(({ step }) => isMultiple(candidate, step))) return undefined;
    const number = toNumber(candidate);
    if (number === undefined) {
      this.unwritable = true;
      return undefined;
    }
    if (excluded.has(number)) return undefined;
    const agrees =
      multiples.every(({ raw }) => dividesAsDouble(number, raw)) &&
      !nonMultiples.some(({ raw }) => dividesAsDouble(number, raw));
    if (agrees) return number;
    this.second ??= number;
    return undefined;
  }
}

/** How ajv tells multiples: by the quotient of doubles. A witness should convince it. */
function dividesAsDouble(number: number, step: number): boolean {
  const quotient = number / step;
  return quotient === Number.parseInt(String(quotient), 10);
}

/** Some `multipleOf` holds: the candidates are the multiples of the least common one. */
function solveLattice(numbers: Numbers, budget: Budget): Outcome {
  const { low, high, multiples, nonMultiples, excluded } = numbers;
  const steps = [...multiples, ...nonMultiples].map(({ step }) => step);
  const exponent = Math.min(0, ...steps.map((step) => step.exponent));
  const unit = multiples.map(({ step }) => scaled(step, exponent)).reduce(leastCommonMultiple);
  if (nonMultiples.some(({ step }) => unit % scaled(step, exponent) === 0n)) return NONE;
  const first = low === undefined ? undefined : edge(low, unit, exponent, 1n);
  const last = high === undefined ? undefined : edge(high, unit, exponent, -1n);
  if (first !== undefined && last !== undefined && first > last) return NONE;
  const candidates = new Candidates(numbers, budget);
  const at = (times: bigint) => candidates.try(normal(times * unit, exponent));
  const walk = outward(first, last);
  for (let looked = 0; looked < LOOKED_AT + 2 * excluded.size; looked += 1) {
    const { value: times, done } = walk.next();
    if (done === true) return settle(candidates);
    const number = at(times);
    if (number !== undefined) return found(number);
  }
  // One more than a common period of the excluded multiples is a multiple of none of them.
  const period = nonMultiples
    .map(({ step }) => leastCommonMultiple(unit, scaled(step, exponent)) / unit)
    .reduce(leastCommonMultiple, 1n);
  const begin = first ?? (last === undefined ? 0n : last - period * BigInt(excluded.size + 40));
  for (let round = 0n; round < BigInt(excluded.size + 40); round += 1n) {
    const number = at((begin / period + round) * period + 1n);
    if (number !== undefined) return found(number);
  }
  return settle(candidates, "multipleOf: no number was found among many candidates");
}

/** The first multiple of `unit` within a bound, counted in units. */
function edge({ value, inclusive }: Bound, unit: bigint, exponent: number, direction: 1n | -1n): bigint {
  const shared = Math.min(exponent, value.exponent);
  const bound = scaled(value, shared);
  const whole = unit * 10n ** BigInt(exponent - shared);
  let times = bound / whole;
  if (times * whole * direction < bound * direction) times += direction;
  if (!inclusive && times * whole === bound) times += direction;
  // Division cuts towards zero, so the multiple before may be within as well.
  const before = times - direction;
  const isWithin = before * whole * direction > bound * direction || (inclusive && before * whole === bound);
  return isWithin ? before : times;
}

/** Whole numbers within bounds, those near zero first. */
function* outward(first: bigint | undefined, last: bigint | undefined): Generator<bigint, undefined> {
  const isWithin = (times: bigint) => (first === undefined || times >= first) && (last === undefined || times <= last);
  const begin = first !== undefined && first > 0n ? first : last !== undefined && last < 0n ? last : 0n;
  if (isWithin(begin)) yield begin;
  for (let away = 1n; isWithin(begin + away) || isWithin(begin - away); away += 1n) {
    if (isWithin(begin + away)) yield begin + away;
    if (isWithin(begin - away)) yield begin - away;
  }
  return undefined;
}

/** No `multipleOf`: any number of digits is allowed, so an interval of more than a point is never exhausted. */
function solveDense(numbers: Numbers, budget: Budget): Outcome {
  const { low, high, excluded } = numbers;
  const candidates = new Candidates(numbers, budget);
  if (low !== undefined && high !== undefined && compare(low.value, high.value) === 0) {
    const number = candidates.try(low.value);
    return number === undefined ? settle(candidates) : found(number);
  }
  for (const exponent of grids(numbers)) {
    const first = low === undefined ? undefined : edge(low, 1n, exponent, 1n);
    const last = high === undefined ? undefined : edge(high, 1n, exponent, -1n);
    if (first !== undefined && last !== undefined && first > last) continue;
    const walk = outward(first, last);
    for (let looked = 0; looked < PER_GRID + 2 * excluded.size; looked += 1) {
      const { value: times, done } = walk.next();
      if (done === true) break;
      const number = candidates.try(normal(times, exponent));
      if (number !== undefined) return found(number);
    }
  }
  return settle(candidates, "number: no double was found within the bounds");
}

/** Powers of ten whose multiples are looked at: whole numbers, then ever finer steps from the size of the bounds down. */
function* grids({ low, high, nonMultiples }: Numbers): Generator<number, undefined> {
  yield 0;
  const sizes = [low, high].map((bound) => (bound === undefined ? 0 : magnitude(bound.value)));
  const finest = Math.min(0, ...sizes, ...nonMultiples.map(({ step }) => step.exponent));
  for (let exponent = Math.max(...sizes); exponent >= finest - DIGITS; exponent -= 1)
    if (exponent !== 0) yield exponent;
  return undefined;
}

function magnitude({ digits, exponent }: Decimal): number {
  return String(digits < 0n ? -digits : digits).length + exponent;
}

/** Every candidate has been tried. */
function settle({ second, unwritable }: Candidates, open?: string): Outcome {
  if (second !== undefined) return found(second);
  if (open !== undefined) return { kind: "unknown", reason: open };
  if (unwritable) return { kind: "unknown", reason: "number: the numbers in question cannot be written as doubles" };
  return NONE;
}
