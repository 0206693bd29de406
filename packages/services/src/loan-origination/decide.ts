import { randomUUID } from "node:crypto";
import type { CreditReportReceived, LoanRejected } from "@intellifin/contracts";
import { monthOf, monthsAfter } from "../calendar.js";
import type { Decision, LoanApplication } from "./loan-application.js";
import { isAffordable, totalRepayable } from "./offer.js";

export type CreditReport = CreditReportReceived["report"];

const CREDITWORTHY: ReadonlySet<CreditReport["band"]> = new Set(["excellent", "good", "fair"]);

/**
 * Decides on an application.
 *
 * @param report - undefined where there is none, for whatever reason: without one nobody is lent to
 * @param now - the first instalment is due at the end of the month after
 */
export function decide({ asked }: LoanApplication, report: CreditReport | undefined, now: Date): Decision {
  const { applicationId, clientId, applicant, principal, termMonths, employment } = asked;
  const total = totalRepayable(principal, termMonths);
  const rejected = (reason: LoanRejected["reason"]): Decision => ({
    rejected: { applicationId, reason, phone: applicant.phone },
  });
  if (report === undefined) return rejected("no-credit-record");
  if (!CREDITWORTHY.has(report.band)) return rejected("score-too-low");
  if (!isAffordable(total, termMonths, employment.netPay)) return rejected("amount-too-high");
  return {
    approved: {
      loanId: randomUUID(),
      applicationId,
      clientId,
      principal,
      totalRepayable: total,
      termMonths,
      phone: applicant.phone,
      nrc: applicant.nrc,
      employeeNumber: employment.employeeNumber,
      firstDeduction: monthsAfter(monthOf(now), 1),
    },
  };
}
