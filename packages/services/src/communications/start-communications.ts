import { connect } from "@insaka/runtime";
import { communicationsConsumer, communicationsPublisher } from "@intellifin/contracts";
import { machineTime } from "../calendar.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import type { SendSms } from "./notifier.js";
import { Notifier } from "./notifier.js";
import { approval, disbursement, failedDeduction, overdue, RECEIVED, rejection, repayment } from "./texts.js";

export interface CommunicationsOptions extends ServiceOptions {
  readonly sendSms: SendSms;
}

/** Tells applicants and borrowers what happens to their applications and loans. */
export async function startCommunications(options: CommunicationsOptions): Promise<RunningService> {
  const broker = await connect(options.broker, { service: "communications", ...observing(options) });
  const notifier = new Notifier(options.sendSms, communicationsPublisher(broker), options.today ?? machineTime);
  await communicationsConsumer(broker, {
    handlers: {
      loanApplicationSubmitted: ({ payload: { applicationId, applicant }, envelope }) =>
        notifier.tell(envelope, {
          applicationId,
          template: "application-received",
          to: applicant.phone,
          text: RECEIVED,
        }),
      loanApproved: ({ payload, envelope }) =>
        notifier.tell(envelope, { ...about(payload), template: "loan-approved", text: approval(payload) }),
      loanRejected: ({ payload, envelope }) =>
        notifier.tell(envelope, {
          applicationId: payload.applicationId,
          template: "loan-rejected",
          to: payload.phone,
          text: rejection(payload),
        }),
      loanDisbursed: ({ payload, envelope }) =>
        notifier.tell(envelope, { ...about(payload), template: "loan-disbursed", text: disbursement(payload) }),
      repaymentReceived: ({ payload, envelope }) =>
        notifier.tell(envelope, { ...about(payload), template: "repayment-received", text: repayment(payload) }),
      deductionFailed: ({ payload, envelope }) =>
        notifier.tell(envelope, { ...about(payload), template: "deduction-failed", text: failedDeduction(payload) }),
      loanOverdue: ({ payload, envelope }) =>
        notifier.tell(envelope, { ...about(payload), template: "loan-overdue", text: overdue(payload) }),
    },
  });
  return { close: () => broker.close() };
}

/** Every message about a loan says which, and where its borrower is reached. */
function about({ applicationId, loanId, phone }: Loan): {
  readonly applicationId: string;
  readonly loanId: string;
  readonly to: string;
} {
  return { applicationId, loanId, to: phone };
}

interface Loan {
  readonly applicationId: string;
  readonly loanId: string;
  readonly phone: string;
}
