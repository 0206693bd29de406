import fc from "fast-check";
import { expect, test } from "vitest";
import { minorUnits, moneyOf } from "../money.js";
import { isAffordable, OFFER, totalRepayable } from "./offer.js";

const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;

test.each([
  ["12500.00", 12, "15000.00"],
  ["900.00", 6, "990.00"],
  ["500.01", 1, "508.35"], // 8.3335 of interest
  ["250000.00", 48, "450000.00"],
])("%s kwacha over %d months are repaid with %s", (principal, months, total) => {
  expect(totalRepayable(zmw(principal), months)).toEqual(zmw(total));
});

test("interest is never below the rate, and less than a ngwee above it", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.integer({ min: 1, max: 60 }), (units, months) => {
      const interest = minorUnits(totalRepayable(moneyOf(units, "ZMW"), months)) - units;
      const exact = units * BigInt(OFFER.interestPercentPerYear) * BigInt(months);
      expect(interest * 1200n).toBeGreaterThanOrEqual(exact);
      expect(interest * 1200n).toBeLessThan(exact + 1200n);
    }),
  );
});

test("an instalment may take three fifths of the net pay, and not a ngwee more", () => {
  expect(isAffordable(zmw("1200.00"), 2, zmw("1000.00"))).toBe(true);
  // The remainder is borne by the first instalment: 600.01.
  expect(isAffordable(zmw("1200.01"), 2, zmw("1000.00"))).toBe(false);
});
