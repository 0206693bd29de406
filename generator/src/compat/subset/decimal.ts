/** An exact decimal number: `digits` times ten to the power of `exponent`. No trailing zero in `digits`, so equal means same. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** Zero. */
export const ZERO: Decimal = { digits: 0n, exponent: 0 };
/** One. */
export const ONE: Decimal = { digits: 1n, exponent: 0 };

/** The number that a double is written as: `0.1` is a tenth, as in the text of a message, and not the nearest double. */
export function decimalOf(value: number): Decimal {
  const [, sign = "", whole = "0", part = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value)) ?? [];
  const digits = BigInt(whole + part);
  return normal(sign === "-" ? -digits : digits, Number(power) - part.length);
}

/** A decimal in its one form. */
export function normal(digits: bigint, exponent: number): Decimal {
  if (digits === 0n) return ZERO;
  let left = digits;
  let power = exponent;
  while (left % 10n === 0n) {
    left /= 10n;
    power += 1;
  }
  return { digits: left, exponent: power };
}

/** The double that is written as this decimal; `undefined` where no double is. */
export function toNumber(value: Decimal): number | undefined {
  const number = Number(`${value.digits}e${value.exponent}`);
  if (!Number.isFinite(number)) return undefined;
  const back = decimalOf(number);
  return back.digits === value.digits && back.exponent === value.exponent ? number : undefined;
}

/** How often ten to the power of `exponent` goes into the value; exact where the value's exponent is not smaller. */
export function scaled(value: Decimal, exponent: number): bigint {
  return value.digits * 10n ** BigInt(value.exponent - exponent);
}

/** Less than 0, 0, or more than 0. */
export function compare(one: Decimal, other: Decimal): number {
  const exponent = Math.min(one.exponent, other.exponent);
  const left = scaled(one, exponent);
  const right = scaled(other, exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** True where `value` is a multiple of `step`. */
export function isMultiple(value: Decimal, step: Decimal): boolean {
  const exponent = Math.min(value.exponent, step.exponent);
  return scaled(value, exponent) % scaled(step, exponent) === 0n;
}

/** Least common multiple of two positive whole numbers. */
export function leastCommonMultiple(one: bigint, other: bigint): bigint {
  let left = one;
  let right = other;
  while (right !== 0n) [left, right] = [right, left % right];
  return (one / left) * other;
}
