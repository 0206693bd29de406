import type { Envelope } from "@insaka/runtime";
import { connect } from "@insaka/runtime";
import type { RegulatoryReportGenerated, TrialBalanceClosed } from "@intellifin/contracts";
import { reportingConsumer, reportingPublisher } from "@intellifin/contracts";
import { machineTime, timeOf } from "../calendar.js";
import { Inbox } from "../inbox.js";
import { remembered } from "../remembered.js";
import type { RunningService, ServiceOptions } from "../service.js";
import { observing } from "../service.js";
import type { Report } from "./reports.js";
import { drawUp } from "./reports.js";

export interface Reporting extends RunningService {
  /** How many there have been of each message; one that came twice counts once. */
  readonly events: Readonly<Record<string, number>>;
  readonly reports: readonly Report[];
  /** Draws up a report of what has happened so far; the prudential return draws itself up when a month's books are closed. */
  generateReport(report: RegulatoryReportGenerated["report"], period: string): Promise<Report>;
}

/** Hears every business event, and draws up the returns to the regulators. */
export async function startReporting(options: ServiceOptions): Promise<Reporting> {
  const { today = machineTime } = options;
  const broker = await connect(options.broker, { service: "reporting", ...observing(options) });
  const send = reportingPublisher(broker);
  const inbox = new Inbox();
  const events = new Map<string, number>();
  const reports: Report[] = [];
  const returns = new Map<string, Report>();

  const publish = async ({ generated }: Report): Promise<void> => {
    await send.regulatoryReportGenerated(generated, { messageId: generated.reportId });
  };
  const kept = (report: Report): Report => {
    reports.push(report);
    return report;
  };

  const counted = ({ envelope: { messageId, message } }: { readonly envelope: Envelope }): Promise<void> =>
    inbox.once(messageId, () => void events.set(message, (events.get(message) ?? 0) + 1));

  /** A month's books have one return: the second closing of a month that was opened again has another. */
  const returnOf = ({ trialBalanceId, period, accounts, total }: TrialBalanceClosed): Report =>
    remembered(returns, trialBalanceId, () => {
      const generatedAt = timeOf(today());
      const figures = { accounts, total };
      return kept(drawUp({ report: "prudential-return", period, trialBalanceId, generatedAt, figures }));
    });

  await reportingConsumer(broker, {
    handlers: {
      clientDetailsChanged: counted,
      clientKycVerified: counted,
      clientRegistered: counted,
      consentGranted: counted,
      consentWithdrawn: counted,
      creditReportFailed: counted,
      creditReportReceived: counted,
      deductionConfirmed: counted,
      deductionFailed: counted,
      deductionScheduled: counted,
      journalEntryPosted: counted,
      loanApplicationSubmitted: counted,
      loanApproved: counted,
      loanDisbursed: counted,
      loanOverdue: counted,
      loanRejected: counted,
      loanSettled: counted,
      loanWrittenOff: counted,
      notificationFailed: counted,
      notificationSent: counted,
      promiseToPayRecorded: counted,
      repaymentReceived: counted,
      roleAssigned: counted,
      userLocked: counted,
      userRegistered: counted,
      async trialBalanceClosed(delivery) {
        await counted(delivery);
        await inbox.once(`return ${delivery.payload.trialBalanceId}`, () => publish(returnOf(delivery.payload)));
      },
    },
  });

  return {
    get events() {
      return Object.fromEntries([...events].sort(([a], [b]) => (a < b ? -1 : 1)));
    },
    reports,
    async generateReport(report, period) {
      const figures = Object.fromEntries([...events].sort(([a], [b]) => (a < b ? -1 : 1)));
      const drawn = kept(drawUp({ report, period, generatedAt: timeOf(today()), figures }));
      await publish(drawn);
      return drawn;
    },
    close: () => broker.close(),
  };
}
