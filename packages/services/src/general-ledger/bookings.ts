import type { DeductionConfirmed, LoanDisbursed, LoanWrittenOff, RepaymentReceived } from "@intellifin/contracts";
import { dayOf } from "../calendar.js";
import { minorUnits, subtract } from "../money.js";
import { ACCOUNT } from "./chart-of-accounts.js";
import type { Booking } from "./journal-entry.js";
import { credit, debit } from "./journal-entry.js";

/** The borrower owes the loan with its interest; the interest is earned only as it is paid. */
export function ofDisbursement({ loanId, principal, totalRepayable, disbursedAt }: LoanDisbursed): Booking {
  const interest = subtract(totalRepayable, principal);
  const unearned = minorUnits(interest) === 0n ? [] : [credit(ACCOUNT.unearnedInterest, interest)];
  return {
    loanId,
    cause: { event: "loan-disbursed", id: loanId },
    day: dayOf(new Date(disbursedAt)),
    lines: [debit(ACCOUNT.loans, totalRepayable), credit(ACCOUNT.bank, principal), ...unearned],
  };
}

/** The government owes what it has deducted; which loan it pays is booked with the repayment. */
export function ofDeduction({ loanId, confirmationId, amount, deductedOn }: DeductionConfirmed): Booking {
  return {
    loanId,
    cause: { event: "deduction-confirmed", id: confirmationId },
    day: deductedOn,
    lines: [debit(ACCOUNT.payrollReceivable, amount), credit(ACCOUNT.toAllocate, amount)],
  };
}

/** What came through the payroll was booked in when it was deducted, and is only allocated here; all else comes into the bank. */
export function ofRepayment({ loanId, repaymentId, amount, method, receivedOn }: RepaymentReceived): Booking {
  const from = method === "payroll-deduction" ? ACCOUNT.toAllocate : ACCOUNT.bank;
  return {
    loanId,
    cause: { event: "repayment-received", id: repaymentId },
    day: receivedOn,
    lines: [debit(from, amount), credit(ACCOUNT.loans, amount)],
  };
}

export function ofWriteOff({ loanId, outstanding, writtenOffOn }: LoanWrittenOff): Booking {
  return {
    loanId,
    cause: { event: "loan-written-off", id: loanId },
    day: writtenOffOn,
    lines: [debit(ACCOUNT.writtenOff, outstanding), credit(ACCOUNT.loans, outstanding)],
  };
}
