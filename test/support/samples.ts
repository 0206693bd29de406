import { newMessageId } from "@insaka/runtime";
import type { CreditReportRequested, LoanApproved } from "@intellifin/contracts";

/** Valid payloads for tests; the people in them are invented. */
export const PHONE = "+260971234567";
export const NRC = "123456/10/1";

export const LOAN_APPROVED: LoanApproved = {
  loanId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03",
  applicationId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c01",
  principal: { amount: "12500.50", currency: "ZMW" },
  phone: PHONE,
  nrc: NRC,
};

export const CREDIT_REPORT_REQUESTED: CreditReportRequested = {
  applicationId: LOAN_APPROVED.applicationId,
  nrc: NRC,
  consentId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c04",
};

/** The properties of a message as any correct sender writes them. */
export function properties(type: string, version: number, headers: Readonly<Record<string, unknown>> = {}) {
  return {
    message_id: newMessageId(),
    type,
    app_id: "loan-origination",
    content_type: "application/json",
    headers: { "x-version": version, ...headers },
  };
}
