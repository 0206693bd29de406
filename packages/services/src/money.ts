import type { Money } from "@intellifin/contracts";

/** Digits after the point: both currencies have a hundred minor units. */
const SCALE = 2;
const UNIT = 10n ** BigInt(SCALE);
const AMOUNT = /^(-?)(\d{1,15})\.(\d{2})$/;

/** The amount in minor units (ngwee, cents). Exact: no binary floating-point number touches money. */
export function minorUnits({ amount }: Money): bigint {
  const [, sign, whole, fraction] = AMOUNT.exec(amount) ?? [];
  if (whole === undefined || fraction === undefined)
    throw new RangeError("an amount has up to 15 digits, a point and two decimals");
  const units = BigInt(whole) * UNIT + BigInt(fraction);
  return sign === "-" ? -units : units;
}

/** The money of that many minor units. */
export function moneyOf(units: bigint, currency: Money["currency"]): Money {
  const digits = String(units < 0n ? -units : units).padStart(SCALE + 1, "0");
  const amount = `${units < 0n ? "-" : ""}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
  return { amount, currency };
}

/** @throws RangeError when the currencies differ: there is no rate in here */
export function add(a: Money, b: Money): Money {
  return moneyOf(minorUnits(a) + minorUnits(sameCurrency(a, b)), a.currency);
}

/** @throws RangeError when the currencies differ */
export function subtract(a: Money, b: Money): Money {
  return moneyOf(minorUnits(a) - minorUnits(sameCurrency(a, b)), a.currency);
}

/** @throws RangeError when the currencies differ */
export function compare(a: Money, b: Money): number {
  const difference = minorUnits(a) - minorUnits(sameCurrency(a, b));
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/**
 * Splits an amount into equal parts that add up to it exactly; what does not divide goes to the first parts, one minor unit each.
 *
 * @param parts - a whole number from 1
 */
export function split(money: Money, parts: number): readonly Money[] {
  const units = minorUnits(money);
  const count = BigInt(parts);
  const [each, rest] = [units / count, units % count];
  const extra = rest < 0n ? -1n : 1n;
  return Array.from({ length: parts }, (_, index) =>
    moneyOf(each + (BigInt(index) < rest * extra ? extra : 0n), money.currency),
  );
}

function sameCurrency(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} do not add up`);
  return b;
}
