import type {
  DeductionFailed,
  LoanApproved,
  LoanDisbursed,
  LoanOverdueV2,
  LoanRejected,
  Money,
  RepaymentReceived,
} from "@intellifin/contracts";

/** What applicants and borrowers are sent. A telephone is read by others too: no name, no employer, no account. */
export const RECEIVED = "We have received your application.";

export function approval({ principal }: LoanApproved): string {
  return `Your loan of ${written(principal)} has been approved.`;
}

const REFUSALS: Readonly<Record<LoanRejected["reason"], string>> = {
  "score-too-low": "your credit report does not allow it",
  "no-credit-record": "we could not obtain a credit report",
  "amount-too-high": "the instalments would take too much of your pay",
};

export function rejection({ reason }: LoanRejected): string {
  return `Your application was not successful: ${REFUSALS[reason]}.`;
}

export function disbursement({ principal, schedule }: LoanDisbursed): string {
  const [first] = schedule;
  const due = first === undefined ? "" : ` The first instalment of ${written(first.amount)} is due on ${first.dueOn}.`;
  return `We have paid out your loan of ${written(principal)}.${due}`;
}

export function repayment({ amount, outstanding }: RepaymentReceived): string {
  const rest = outstanding === undefined ? "" : ` ${written(outstanding)} is outstanding.`;
  return `We have received ${written(amount)}. Thank you.${rest}`;
}

const FAILURES: Readonly<Record<DeductionFailed["reason"], string>> = {
  "net-pay-too-low": "too little would have been left of your pay",
  "employee-not-found": "the payroll did not find you",
  "off-the-payroll": "you are no longer on the payroll",
  "deduction-stopped-by-employer": "your employer has stopped the deduction",
};

export function failedDeduction({ amount, reason, payrollMonth }: DeductionFailed): string {
  return `Your instalment of ${written(amount)} was not deducted in ${payrollMonth}: ${FAILURES[reason]}. Please pay it another way.`;
}

/** Version 2 is a draft that nobody sends yet; a version 1 comes in its shape. */
export function overdue({ arrears }: LoanOverdueV2): string {
  const { amount, days } = arrears;
  return `Your loan is overdue: ${written(amount)} for ${days} ${days === 1 ? "day" : "days"}. Please pay or call us.`;
}

function written({ amount, currency }: Money): string {
  return `${currency} ${amount}`;
}
