import fc from "fast-check";
import { expect, test } from "vitest";
import { minorUnits, moneyOf } from "../money.js";
import { deductionFor } from "./deduction.js";

test("whatever the amount and the term: whole months in order, more than nothing each, the total exactly", () => {
  const months = fc
    .record({ year: fc.integer({ min: 2020, max: 2090 }), month: fc.integer({ min: 1, max: 12 }) })
    .map(({ year, month }) => `${year}-${String(month).padStart(2, "0")}`);
  fc.assert(
    fc.property(
      fc.oneof(fc.bigInt({ min: 1n, max: 100n }), fc.bigInt({ min: 1n, max: 10n ** 12n })),
      fc.integer({ min: 1, max: 60 }),
      months,
      (units, termMonths, firstDeduction) => {
        const total = moneyOf(units, "ZMW");
        const deduction = deductionFor({
          loanId: "loan",
          applicationId: "application",
          principal: total,
          phone: "phone",
          termMonths,
          totalRepayable: total,
          employeeNumber: "20114873",
          firstDeduction,
        });
        const schedule = deduction?.scheduled.schedule ?? [];
        const amounts = schedule.map(({ amount }) => minorUnits(amount));
        expect(amounts.reduce((sum, each) => sum + each, 0n)).toBe(units);
        expect(amounts.every((each) => each > 0n)).toBe(true);
        expect(schedule[0]?.dueOn.slice(0, 7)).toBe(firstDeduction);
        for (const [index, { dueOn }] of schedule.entries()) {
          const dayAfter = new Date(Date.parse(dueOn) + 86_400_000);
          expect(dayAfter.getUTCDate()).toBe(1);
          const next = schedule[index + 1]?.dueOn;
          if (next !== undefined) expect(next.slice(0, 7)).toBe(dayAfter.toISOString().slice(0, 7));
        }
      },
    ),
  );
});
