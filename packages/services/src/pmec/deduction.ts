import { randomUUID } from "node:crypto";
import type { DeductionConfirmed, DeductionFailed, DeductionScheduled, LoanApproved } from "@intellifin/contracts";
import { lastDayOf, monthsAfter } from "../calendar.js";
import { minorUnits, split } from "../money.js";

/** What a payroll says of an instalment, as the message that says so. */
export type Outcome =
  | { readonly confirmed: DeductionConfirmed; readonly failed?: never }
  | { readonly failed: DeductionFailed; readonly confirmed?: never };

/** A loan that the payroll repays, instalment by instalment. */
export interface Deduction {
  readonly scheduled: DeductionScheduled;
  /** Where the borrower is told of an instalment that failed. */
  readonly phone: string;
  /** Whether nothing more is deducted: the loan is paid back. */
  readonly stopped: boolean;
  /** By the instalment's place in the schedule, from 1. Each has one outcome, and keeps it. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
}

/**
 * The deduction that repays a loan, or undefined where the approval does not say what to deduct from whom (such as one of version
 * 1): that borrower pays another way.
 */
export function deductionFor(approved: LoanApproved): Deduction | undefined {
  const { loanId, applicationId, employeeNumber, termMonths, totalRepayable: total, firstDeduction, phone } = approved;
  if (employeeNumber === undefined || termMonths === undefined || total === undefined || firstDeduction === undefined)
    return undefined;
  // An instalment of nothing cannot be deducted, so a tiny loan has fewer of them.
  const units = minorUnits(total);
  const count = units < BigInt(termMonths) ? Number(units) : termMonths;
  const schedule = split(total, count).map((amount, index) => ({
    dueOn: lastDayOf(monthsAfter(firstDeduction, index)),
    amount,
  }));
  const scheduled = { deductionId: randomUUID(), loanId, applicationId, employeeNumber, total, schedule };
  return { scheduled, phone, stopped: false, outcomes: new Map() };
}

/** Places in the schedule that a month's payroll is to deduct. */
export function dueIn({ scheduled }: Deduction, month: string): readonly number[] {
  return scheduled.schedule.flatMap(({ dueOn }, index) => (dueOn.startsWith(month) ? [index + 1] : []));
}

/** @param result - what the payroll did, or why it could not */
export function outcomeFor(
  { scheduled, phone }: Deduction,
  instalment: number,
  result: "deducted" | DeductionFailed["reason"],
): Outcome {
  const due = scheduled.schedule[instalment - 1];
  if (due === undefined) throw new RangeError("the schedule has no such instalment");
  const { deductionId, loanId, applicationId } = scheduled;
  const { amount, dueOn } = due;
  const about = { deductionId, loanId, applicationId, instalment, amount, payrollMonth: dueOn.slice(0, 7) };
  return result === "deducted"
    ? { confirmed: { confirmationId: randomUUID(), ...about, deductedOn: dueOn } }
    : { failed: { failureId: randomUUID(), ...about, phone, dueOn, reason: result } };
}
