import { randomUUID } from "node:crypto";
import { connect, newMessageId } from "@insaka/runtime";
import type {
  Applicant,
  CreditReportReceived,
  LoanApplicationSubmitted,
  LoanRejected,
  Money,
} from "@intellifin/contracts";
import { loanOriginationConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import type { RunningService, ServiceOptions } from "./service.js";
import { observing } from "./service.js";

/** What a client asks for. */
export interface LoanRequest {
  readonly applicant: Applicant;
  readonly principal: Money;
  readonly termMonths: number;
  readonly purpose: LoanApplicationSubmitted["purpose"];
}

export type ApplicationStatus = "awaiting-report" | "approved" | "rejected";

export interface LoanApplication extends LoanRequest {
  readonly applicationId: string;
  readonly status: ApplicationStatus;
  /** Whether the applicant is known to have been told of the decision. */
  readonly told: boolean;
  /** What was decided, and the id of the message that says so: said again, it is the same message. */
  readonly decision?: {
    readonly messageId: string;
    readonly loanId: string;
    readonly refusal: LoanRejected["reason"] | undefined;
  };
}

export interface LoanOrigination extends RunningService {
  /** Takes an application; resolves when both messages about it are confirmed. */
  submit(request: LoanRequest): Promise<string>;
  application(applicationId: string): LoanApplication | undefined;
}

const ACCEPTED: ReadonlySet<CreditReportReceived["report"]["band"]> = new Set(["excellent", "good", "fair"]);

/** Takes applications, asks for a credit report, decides, and says what it decided. */
export async function startLoanOrigination(options: ServiceOptions): Promise<LoanOrigination> {
  const broker = await connect(options.url, { service: "loan-origination", ...observing(options) });
  const send = loanOriginationPublisher(broker);
  const applications = new Map<string, LoanApplication>();

  /** Decides once. When the message about it fails, the next attempt sends the same decision under the same id. */
  const decide = async (applicationId: string, refusal: LoanRejected["reason"] | undefined): Promise<void> => {
    const application = applications.get(applicationId);
    if (application === undefined || application.status !== "awaiting-report") return;
    const decision = application.decision ?? { messageId: newMessageId(), loanId: randomUUID(), refusal };
    applications.set(applicationId, { ...application, decision });
    const { messageId, loanId } = decision;
    const { phone, nrc } = application.applicant;
    if (decision.refusal === undefined) {
      await send.loanApproved({ loanId, applicationId, principal: application.principal, phone, nrc }, { messageId });
    } else {
      await send.loanRejected({ applicationId, reason: decision.refusal, phone }, { messageId });
    }
    const status = decision.refusal === undefined ? "approved" : "rejected";
    applications.set(applicationId, { ...application, decision, status });
  };

  await loanOriginationConsumer(broker, {
    handlers: {
      async creditReportReceived({ payload }) {
        await decide(payload.applicationId, ACCEPTED.has(payload.report.band) ? undefined : "score-too-low");
      },
      async creditReportFailed({ payload }) {
        await decide(payload.applicationId, "no-credit-record");
      },
      notificationSent({ payload }) {
        const application = applications.get(payload.applicationId);
        if (application === undefined || payload.template === "application-received") return;
        applications.set(payload.applicationId, { ...application, told: true });
      },
    },
  });

  return {
    async submit(request) {
      const applicationId = randomUUID();
      applications.set(applicationId, { ...request, applicationId, status: "awaiting-report", told: false });
      const correlationId = applicationId;
      await send.loanApplicationSubmitted({ applicationId, clientId: randomUUID(), ...request }, { correlationId });
      const { nrc } = request.applicant;
      await send.creditReportRequested({ applicationId, nrc, consentId: randomUUID() }, { correlationId });
      return applicationId;
    },
    application: (applicationId) => applications.get(applicationId),
    close: () => broker.close(),
  };
}
