import type { Upcaster } from "@insaka/runtime/codegen/v1";
import { refuse } from "@insaka/runtime/codegen/v1";
import type {
  DeductionScheduledV1,
  DeductionScheduledV2,
} from "../../packages/generated/src/messages/deduction-scheduled.js";

/** The last month that a date can be written in: `9999-12`, counted from `0000-01`. */
const LAST_MONTH = 9999 * 12 + 11;

/**
 * Writes out the instalments that version 1 only counted: equal ones, each due on the last day of its month, as
 * version 1 promised. Amounts are counted in ngwee, so that they add up to the total exactly.
 *
 * A total that does not divide is refused: which instalment bore the remainder is known to the payroll alone.
 */
export const upcast: Upcaster<DeductionScheduledV1, DeductionScheduledV2> = (old) => {
  const { deductionId, loanId, applicationId, employeeNumber, total, instalments, firstMonth } = old;
  const ngwee = ngweeOf(total.amount);
  const count = BigInt(instalments);
  if (ngwee % count !== 0n) {
    return refuse("/total/amount", "the total does not divide into equal instalments of whole ngwee");
  }
  const first = monthOf(firstMonth);
  if (first + instalments - 1 > LAST_MONTH)
    return refuse("/firstMonth", "the last instalment is due after the year 9999");
  const amount = amountOf(ngwee / count);
  const schedule = Array.from({ length: instalments }, (_, index) => ({
    dueOn: lastDayOf(first + index),
    amount: { amount, currency: total.currency },
  }));
  return { deductionId, loanId, applicationId, employeeNumber, total, schedule };
};

/** `12500.00` is 1250000 ngwee; the schema has seen to the two decimals. */
function ngweeOf(amount: string): bigint {
  return BigInt(amount.replace(".", ""));
}

function amountOf(ngwee: bigint): string {
  const digits = ngwee.toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** `2026-04` as the number of months since `0000-01`. */
function monthOf(text: string): number {
  return Number(text.slice(0, 4)) * 12 + Number(text.slice(5)) - 1;
}

/** Reckoned by the calendar's rules and not by `Date`, which knows time zones and takes the year 99 for 1999. */
function lastDayOf(months: number): string {
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${daysIn(year, month)}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
