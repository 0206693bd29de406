import type { DeductionFailed, LoanDisbursed, LoanSettled, Money, PromiseToPayRecorded } from "@intellifin/contracts";
import { add, compare, minorUnits, moneyOf, subtract } from "../money.js";

/** A loan that is owed, and what has happened to it since it was paid out. Changed by making another one. */
export interface Loan {
  readonly terms: LoanDisbursed;
  readonly status: "open" | "settled" | "written-off";
  readonly paid: Money;
  /** What was paid by other ways than the payroll, which is what makes good for instalments that the payroll missed. */
  readonly paidOtherwise: Money;
  /** Instalments that the payroll could not deduct. */
  readonly missed: readonly Pick<DeductionFailed, "instalment" | "amount" | "dueOn">[];
  readonly promises: readonly PromiseToPayRecorded[];
}

export function newLoan(terms: LoanDisbursed): Loan {
  const nothing = moneyOf(0n, terms.totalRepayable.currency);
  return { terms, status: "open", paid: nothing, paidOtherwise: nothing, missed: [], promises: [] };
}

/** What is still to be paid; nothing when more has come in than was owed. */
export function outstanding({ terms, paid }: Loan): Money {
  return atLeastNothing(subtract(terms.totalRepayable, paid));
}

/** What the payroll missed and nobody has paid since. */
export function arrears({ terms, missed, paidOtherwise }: Loan): Money {
  const nothing = moneyOf(0n, terms.totalRepayable.currency);
  return atLeastNothing(
    subtract(
      missed.reduce((sum, { amount }) => add(sum, amount), nothing),
      paidOtherwise,
    ),
  );
}

export function isNothing(money: Money): boolean {
  return minorUnits(money) === 0n;
}

/** Whether a loan is paid back before, on or after the day of its last instalment. */
export function settlementOf({ terms, paid }: Loan, settledOn: string): LoanSettled {
  const { loanId, applicationId, clientId, totalRepayable, schedule } = terms;
  const lastDay = schedule.at(-1)?.dueOn ?? settledOn;
  const how = settledOn < lastDay ? "early" : settledOn === lastDay ? "on-schedule" : "late";
  const over = compare(paid, totalRepayable) > 0 ? { overpaid: subtract(paid, totalRepayable) } : {};
  return { loanId, applicationId, clientId, totalPaid: paid, ...over, settledOn, how };
}

function atLeastNothing(money: Money): Money {
  return minorUnits(money) < 0n ? moneyOf(0n, money.currency) : money;
}
