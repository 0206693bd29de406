import { connect, newMessageId } from "@insaka/runtime";
import type { LoanApplicationRefused, SubmitLoanApplication } from "@intellifin/contracts";
import { apiGatewayBroadcastConsumer, apiGatewayRequester } from "@intellifin/contracts";
import { machineTime, timeOf } from "../calendar.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import { Sessions } from "./sessions.js";

/** What an applicant fills in. */
export type LoanRequest = Omit<SubmitLoanApplication, "applicationId" | "submittedAt">;

/** What an applicant is answered. */
export type SubmitResult =
  | { readonly accepted: true; readonly applicationId: string; readonly reference?: string }
  | { readonly accepted: false; readonly applicationId: string; readonly reason: LoanApplicationRefused["reason"] };

export interface SubmitOptions {
  /** Of an application whose answer did not come: asked for again under its id, it is taken once. A new one unless given. */
  readonly applicationId?: string;
  /** How long to wait for the answer, in milliseconds. */
  readonly timeoutMs?: number;
}

export interface ApiGateway extends RunningService {
  /**
   * Hands in an application, for an applicant who has a session open here: one is opened when there is none.
   *
   * @throws ContractError `reply-timeout` when no answer came: whether it was taken is unknown
   */
  submit(request: LoanRequest, options?: SubmitOptions): Promise<SubmitResult>;
  readonly sessions: Sessions;
}

/** Starts one instance of the gateway; as many as are started, each pushes to the sessions that are open at it. */
export async function startApiGateway(options: ServiceOptions): Promise<ApiGateway> {
  const { today = machineTime } = options;
  const broker = await connect(options.broker, { service: "api-gateway", ...observing(options) });
  const ask = await apiGatewayRequester(broker);
  const sessions = new Sessions();
  await apiGatewayBroadcastConsumer(broker, {
    handlers: {
      loanApproved({ payload: { applicationId, loanId, clientId }, envelope: { messageId } }) {
        sessions.push({ what: "loan-approved", messageId, applicationId, loanId }, clientId);
      },
      loanRejected({ payload: { applicationId }, envelope: { messageId } }) {
        sessions.push({ what: "loan-rejected", messageId, applicationId }, undefined);
      },
      loanDisbursed({ payload: { applicationId, loanId, clientId }, envelope: { messageId } }) {
        sessions.push({ what: "loan-disbursed", messageId, applicationId, loanId }, clientId);
      },
      userLocked({ payload: { clientId }, envelope: { messageId } }) {
        // Staff have no session here.
        if (clientId !== undefined) sessions.signOut(clientId, messageId);
      },
    },
  });
  return {
    sessions,
    async submit(request, { applicationId = newMessageId(), timeoutMs } = {}) {
      if (!sessions.has(request.clientId)) sessions.open(request.clientId);
      // Before it is asked: the decision may be pushed before the answer is here.
      sessions.follow(request.clientId, applicationId);
      const { reply, payload } = await ask.submitLoanApplication(
        { ...request, applicationId, submittedAt: timeOf(today()) },
        { correlationId: applicationId, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
      );
      if (reply === "loanApplicationRefused") return { accepted: false, applicationId, reason: payload.reason };
      const { reference } = payload;
      return { accepted: true, applicationId, ...(reference === undefined ? {} : { reference }) };
    },
    close: () => broker.close(),
  };
}
