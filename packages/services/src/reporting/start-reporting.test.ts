import { createHash } from "node:crypto";
import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import {
  communicationsPublisher,
  generalLedgerPublisher,
  loanOriginationPublisher,
  RegulatoryReportGenerated,
} from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { expect, test } from "vitest";
import { startReporting } from "./start-reporting.js";

const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;

async function bench() {
  const t = createTestBroker({ definitions });
  const reporting = await startReporting({ broker: t.provider, today: () => new Date("2026-04-04T07:00:00Z") });
  return { t, reporting };
}

test("every business event is counted once, however often it comes", async () => {
  const { t, reporting } = await bench();
  const origination = loanOriginationPublisher(await t.connect("loan-origination"));
  const communications = communicationsPublisher(await t.connect("communications"));
  const rejected = { applicationId: newMessageId(), reason: "score-too-low", phone: "+260971234567" } as const;
  const messageId = newMessageId();
  for (const id of [messageId, messageId, newMessageId()]) await origination.loanRejected(rejected, { messageId: id });
  const { applicationId, phone: sentTo } = rejected;
  const sent = {
    notificationId: newMessageId(),
    applicationId,
    channel: "sms",
    template: "loan-rejected",
    sentTo,
  } as const;
  await communications.notificationSent(sent);
  await t.idle();
  expect(reporting.events).toEqual({ LoanRejected: 2, NotificationSent: 1 });
  await t.close();
});

test("closed books have one return, whose digest is the digest of its text", async () => {
  const { t, reporting } = await bench();
  const ledger = generalLedgerPublisher(await t.connect("general-ledger"));
  const closed = {
    trialBalanceId: newMessageId(),
    period: "2026-03",
    accounts: [{ account: "1200", debit: zmw("5.00"), credit: zmw("5.00") }],
    total: zmw("5.00"),
    entries: 2,
    closedAt: "2026-04-03T17:05:00+02:00",
  };
  const messageId = newMessageId();
  for (const id of [messageId, messageId, newMessageId()]) await ledger.trialBalanceClosed(closed, { messageId: id });
  await t.idle();
  const [report] = reporting.reports;
  const sha256 = createHash("sha256")
    .update(report?.text ?? "")
    .digest("hex");
  expect(t.published.all(RegulatoryReportGenerated).map(({ payload }) => payload)).toEqual([
    {
      reportId: report?.generated.reportId,
      report: "prudential-return",
      recipient: "bank-of-zambia",
      period: "2026-03",
      trialBalanceId: closed.trialBalanceId,
      document: { name: "prudential-return-2026-03.json", sha256 },
      generatedAt: "2026-04-04T09:00:00+02:00",
    },
  ]);
  expect(JSON.parse(report?.text ?? "")).toMatchObject({ figures: { total: zmw("5.00") } });
  await t.close();
});

test("another report goes to its own recipient, with what happened so far", async () => {
  const { t, reporting } = await bench();
  const { generated } = await reporting.generateReport("credit-information", "2026-03");
  expect((await t.published.next(RegulatoryReportGenerated)).payload).toEqual(generated);
  expect([generated.recipient, generated.trialBalanceId]).toEqual(["credit-bureau", undefined]);
  await t.close();
});
