import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, compare, minorUnits, moneyOf, split, subtract } from "./money.js";

const units = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });

describe("money", () => {
  test("is exact where floating point is not", () => {
    const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;
    expect(add(zmw("0.10"), zmw("0.20"))).toEqual(zmw("0.30"));
    expect(subtract(zmw("0.05"), zmw("0.10"))).toEqual(zmw("-0.05"));
    expect(compare(zmw("90071992547409.93"), zmw("90071992547409.92"))).toBe(1);
  });

  test("reads what it writes, and adds up", () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        expect(minorUnits(moneyOf(a, "ZMW"))).toBe(a);
        expect(minorUnits(add(moneyOf(a, "ZMW"), moneyOf(b, "ZMW")))).toBe(a + b);
      }),
    );
  });

  test("splits into parts that differ by one unit at most and add up exactly", () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 120 }), (whole, count) => {
        const parts = split(moneyOf(whole, "ZMW"), count).map(minorUnits);
        expect(parts).toHaveLength(count);
        expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(whole);
        const sorted = [...parts].sort((a, b) => (a < b ? -1 : 1));
        expect((sorted.at(-1) ?? 0n) - (sorted[0] ?? 0n)).toBeLessThanOrEqual(1n);
      }),
    );
  });

  test("refuses two currencies, and what is no amount", () => {
    expect(() => add({ amount: "1.00", currency: "ZMW" }, { amount: "1.00", currency: "USD" })).toThrow(RangeError);
    expect(() => minorUnits({ amount: "1.0", currency: "ZMW" })).toThrow(RangeError);
  });
});
