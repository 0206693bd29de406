import { connect } from "@insaka/runtime";
import { loanOriginationConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { machineTime } from "../calendar.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import type { LoanApplication } from "./loan-application.js";
import { LoanDesk } from "./loan-desk.js";

export interface LoanOrigination extends RunningService {
  /** An application that was taken, as it stands now. */
  application(applicationId: string): LoanApplication | undefined;
}

/** Takes applications, asks for a credit report, decides, pays out, and says what it decided. */
export async function startLoanOrigination(options: ServiceOptions): Promise<LoanOrigination> {
  const broker = await connect(options.broker, { service: "loan-origination", ...observing(options) });
  const desk = new LoanDesk(loanOriginationPublisher(broker), options.today ?? machineTime);
  await loanOriginationConsumer(broker, {
    handlers: {
      clientKycVerified: ({ payload }) => desk.verified(payload),
      submitLoanApplication: ({ payload }) => desk.take(payload),
      creditReportReceived: ({ payload }) => desk.reported(payload.applicationId, payload.report),
      // Why there is none makes no difference: whoever withdrew consent is not lent to either.
      creditReportFailed: ({ payload }) => desk.reported(payload.applicationId, undefined),
      deductionScheduled: ({ payload }) => desk.scheduled(payload),
      notificationSent: ({ payload }) => desk.told(payload),
    },
  });
  return { application: (applicationId) => desk.application(applicationId), close: () => broker.close() };
}
