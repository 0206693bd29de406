import { newMessageId } from "@insaka/runtime";
import type {
  DeductionFailed,
  LoanDisbursed,
  LoanOverdue,
  LoanSettled,
  LoanWrittenOff,
  PromiseToPayRecorded,
  RepaymentReceived,
} from "@intellifin/contracts";
import { daysBetween } from "../calendar.js";
import { add } from "../money.js";
import { remembered } from "../remembered.js";
import { arrearsStage } from "./arrears-stage.js";
import type { Loan } from "./loan.js";
import { arrears, isNothing, newLoan, outstanding, settlementOf } from "./loan.js";

/** Money that has come in. */
export type Payment = Pick<RepaymentReceived, "amount" | "method" | "receivedOn" | "reference" | "confirmationId">;

/** What a payment did: what is to be said of it, and of the loan when that was the last of it. */
export interface Taken {
  readonly repayment: RepaymentReceived;
  readonly settled?: LoanSettled;
}

/**
 * Every loan that is owed. What happened is taken down once under its own id, whatever message tells it how often, and what is to
 * be said of it is decided then: told again, it is told in the same words.
 */
export class LoanBook {
  readonly #loans = new Map<string, Loan>();
  readonly #taken = new Map<string, Taken>();
  readonly #overdue = new Map<string, LoanOverdue | undefined>();
  readonly #writtenOff = new Map<string, LoanWrittenOff>();

  loan(loanId: string): Loan | undefined {
    return this.#loans.get(loanId);
  }

  /** @throws Error for a loan that is not known */
  demand(loanId: string): Loan {
    const loan = this.#loans.get(loanId);
    if (loan === undefined) throw new Error(`there is no loan ${loanId}`);
    return loan;
  }

  open(terms: LoanDisbursed): void {
    remembered(this.#loans, terms.loanId, () => newLoan(terms));
  }

  /** @param key - what makes two payments the same payment */
  take(loanId: string, key: string, payment: Payment): Taken {
    return remembered(this.#taken, key, () => {
      const before = this.demand(loanId);
      const paid = add(before.paid, payment.amount);
      const isPayroll = payment.method === "payroll-deduction";
      const paidOtherwise = isPayroll ? before.paidOtherwise : add(before.paidOtherwise, payment.amount);
      const after: Loan = { ...before, paid, paidOtherwise };
      const { applicationId, phone } = after.terms;
      const ids = { repaymentId: newMessageId(), loanId, applicationId, phone };
      const repayment = { ...ids, ...payment, outstanding: outstanding(after) };
      const isLast = before.status !== "settled" && isNothing(repayment.outstanding);
      this.#loans.set(loanId, isLast ? { ...after, status: "settled" } : after);
      return isLast ? { repayment, settled: settlementOf(after, payment.receivedOn) } : { repayment };
    });
  }

  /** What is to be said of a failed deduction; nothing when the borrower has paid otherwise already. */
  miss(failure: DeductionFailed, today: string): LoanOverdue | undefined {
    const { loanId, deductionId, instalment, amount, dueOn } = failure;
    return remembered(this.#overdue, `${deductionId} ${instalment}`, () => {
      const before = this.demand(loanId);
      const after: Loan = { ...before, missed: [...before.missed, { instalment, amount, dueOn }] };
      this.#loans.set(loanId, after);
      const amountDue = arrears(after);
      if (before.status !== "open" || isNothing(amountDue)) return undefined;
      const oldestDueOn = after.missed.map((each) => each.dueOn).reduce((a, b) => (a < b ? a : b), dueOn);
      // A payroll that fails before the day is over is late all the same: the next one comes in a month.
      const daysOverdue = Math.max(1, daysBetween(oldestDueOn, today));
      const { applicationId, phone } = after.terms;
      const ids = { overdueId: newMessageId(), loanId, applicationId, phone };
      return { ...ids, amountDue, daysOverdue, stage: arrearsStage(daysOverdue), oldestDueOn };
    });
  }

  /** @throws Error when the loan is not in arrears */
  promise(recorded: PromiseToPayRecorded): void {
    const loan = this.demand(recorded.loanId);
    if (isNothing(arrears(loan))) throw new Error(`loan ${recorded.loanId} is not in arrears`);
    this.#loans.set(recorded.loanId, { ...loan, promises: [...loan.promises, recorded] });
  }

  /** @throws Error when nothing is outstanding */
  writeOff(loanId: string, why: Pick<LoanWrittenOff, "reason" | "approvedBy" | "writtenOffOn">): LoanWrittenOff {
    return remembered(this.#writtenOff, loanId, () => {
      const loan = this.demand(loanId);
      if (isNothing(outstanding(loan))) throw new Error(`nothing of loan ${loanId} is outstanding`);
      this.#loans.set(loanId, { ...loan, status: "written-off" });
      const { applicationId, clientId } = loan.terms;
      return { loanId, applicationId, clientId, outstanding: outstanding(loan), ...why };
    });
  }
}
