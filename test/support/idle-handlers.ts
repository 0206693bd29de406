import { newMessageId } from "@insaka/runtime";

const idle = (): void => undefined;

/** Handlers that take everything and do nothing, so that a test writes only those that it is about. */
export const idleCommunications = {
  deductionFailed: idle,
  loanApplicationSubmitted: idle,
  loanApproved: idle,
  loanDisbursed: idle,
  loanOverdue: idle,
  loanRejected: idle,
  repaymentReceived: idle,
};

export const idleCreditBureau = { consentWithdrawn: idle, creditReportRequested: idle };

export const idleLoanOrigination = {
  clientKycVerified: idle,
  creditReportFailed: idle,
  creditReportReceived: idle,
  deductionScheduled: idle,
  notificationSent: idle,
  submitLoanApplication: () => ({
    loanApplicationRefused: { applicationId: newMessageId(), reason: "term-not-offered" as const },
  }),
};
