import { connect, RetryLater } from "@insaka/runtime";
import type { CreditReportFailed, CreditReportReceived, CreditReportRequested } from "@intellifin/contracts";
import { creditBureauConsumer, creditBureauPublisher } from "@intellifin/contracts";
import { dayOf, machineTime } from "../calendar.js";
import { Inbox } from "../inbox.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import { askBureau } from "./ask-bureau.js";

export interface CreditBureauOptions extends ServiceOptions {
  /** Where the licensed bureau answers. */
  readonly bureauUrl: string;
}

/** What is sent on: the report, or why there is none. */
type Finding =
  | { readonly received: CreditReportReceived; readonly failed?: never }
  | { readonly failed: CreditReportFailed; readonly received?: never };

/** Asks the licensed credit bureau for a report, and says what it answered. */
export async function startCreditBureau(options: CreditBureauOptions): Promise<RunningService> {
  const { bureauUrl, today = machineTime } = options;
  const broker = await connect(options.broker, { service: "credit-bureau", ...observing(options) });
  const send = creditBureauPublisher(broker);
  const inbox = new Inbox();
  const withdrawn = new Set<string>();
  /** By request, until it is known to be sent: each question costs money, and leaves a mark on the person's record. */
  const findings = new Map<string, Finding>();

  const find = async (request: CreditReportRequested, signal: AbortSignal): Promise<Finding> => {
    const { applicationId, nrc, consentId } = request;
    if (withdrawn.has(consentId)) return { failed: { applicationId, reason: "consent-withdrawn" } };
    const answer = await askBureau(bureauUrl, nrc, signal);
    // Being away is the bureau's normal weather: wait for it on the ladder, do not lose the request.
    if (answer === "away") throw new RetryLater(undefined, "bureau away");
    if (answer === "no-record") return { failed: { applicationId, reason: "no-record" } };
    const { reference, report } = answer;
    return { received: { applicationId, bureauReference: reference, report, obtainedOn: dayOf(today()) } };
  };

  await creditBureauConsumer(broker, {
    handlers: {
      consentWithdrawn: ({ payload }) => void withdrawn.add(payload.consentId),
      creditReportRequested: ({ payload, envelope, signal }) =>
        inbox.once(envelope.messageId, async (outgoingId) => {
          const finding = findings.get(envelope.messageId) ?? (await find(payload, signal));
          findings.set(envelope.messageId, finding);
          const sending = { messageId: outgoingId("finding") };
          if (finding.received === undefined) await send.creditReportFailed(finding.failed, sending);
          else await send.creditReportReceived(finding.received, sending);
          findings.delete(envelope.messageId);
        }),
    },
  });
  return { close: () => broker.close() };
}
