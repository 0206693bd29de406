import type { LoanApproved, LoanDisbursed, LoanRejected, SubmitLoanApplication } from "@intellifin/contracts";

export type ApplicationStatus = "awaiting-report" | "approved" | "rejected" | "disbursed";

/** What was decided, as the message that says so: said again, it is the same message. */
export type Decision =
  | { readonly approved: LoanApproved; readonly rejected?: never }
  | { readonly rejected: LoanRejected; readonly approved?: never };

/** An application that was taken, and what has become of it. */
export interface LoanApplication {
  readonly applicationId: string;
  /** As it was asked for, the first time. */
  readonly asked: SubmitLoanApplication;
  /** What the applicant says on the telephone. */
  readonly reference: string;
  readonly status: ApplicationStatus;
  /** Whether the applicant is known to have been told of the decision. */
  readonly told: boolean;
  readonly decision?: Decision;
  readonly disbursement?: LoanDisbursed;
}
