import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { LoanDisbursed, LoanWrittenOff } from "@intellifin/contracts";
import {
  collectionsPublisher,
  JournalEntryPosted,
  loanOriginationPublisher,
  pmecPublisher,
  reportingPublisher,
  TrialBalanceClosed,
} from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { expect, test } from "vitest";
import { startGeneralLedger } from "./start-general-ledger.js";

const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;
const ids = () => ({ loanId: newMessageId(), applicationId: newMessageId() });

async function bench() {
  const t = createTestBroker({ definitions });
  const ledger = await startGeneralLedger({ broker: t.provider, today: () => new Date("2026-04-03T15:05:00Z") });
  return {
    t,
    ledger,
    origination: loanOriginationPublisher(await t.connect("loan-origination")),
    pmec: pmecPublisher(await t.connect("pmec")),
    collections: collectionsPublisher(await t.connect("collections")),
    reporting: reportingPublisher(await t.connect("reporting")),
  };
}

function disbursed(
  principal: string,
  totalRepayable: string,
  disbursedAt = "2026-03-03T10:00:00+02:00",
): LoanDisbursed {
  return {
    ...ids(),
    clientId: newMessageId(),
    phone: "+260971234567",
    principal: zmw(principal),
    totalRepayable: zmw(totalRepayable),
    schedule: [{ dueOn: "2026-03-31", amount: zmw(totalRepayable) }],
    paidTo: { kind: "bank-account", institution: "Zanaco", number: "1234567890" },
    disbursedAt,
  };
}

test("each cause is booked to its accounts, and the trial balance adds up", async () => {
  const { t, ledger, origination, pmec, collections } = await bench();
  const loan = disbursed("12500.00", "15000.00");
  const { loanId, applicationId, clientId, phone } = loan;
  await origination.loanDisbursed(loan);
  const confirmationId = newMessageId();
  await pmec.deductionConfirmed({
    confirmationId,
    deductionId: newMessageId(),
    loanId,
    applicationId,
    instalment: 1,
    amount: zmw("1250.00"),
    payrollMonth: "2026-03",
    deductedOn: "2026-03-31",
  });
  const repayment = { loanId, applicationId, phone, receivedOn: "2026-03-31" };
  const payroll = { amount: zmw("1250.00"), method: "payroll-deduction", confirmationId } as const;
  await collections.repaymentReceived({ ...repayment, ...payroll, repaymentId: newMessageId() });
  await collections.repaymentReceived({
    ...repayment,
    amount: zmw("50.05"),
    method: "cash",
    repaymentId: newMessageId(),
  });
  const writtenOff: LoanWrittenOff = {
    loanId,
    applicationId,
    clientId,
    outstanding: zmw("13699.95"),
    reason: "deceased",
    approvedBy: newMessageId(),
    writtenOffOn: "2026-03-31",
  };
  await collections.loanWrittenOff(writtenOff);
  await t.idle();
  const booked = ledger.entries.map(({ cause, lines }) => [
    cause.event,
    ...lines.map(({ side, account, amount }) => `${side} ${account} ${amount.amount}`),
  ]);
  expect(booked.sort()).toEqual([
    ["deduction-confirmed", "debit 1130 1250.00", "credit 2190 1250.00"],
    ["loan-disbursed", "debit 1200 15000.00", "credit 1110 12500.00", "credit 2310 2500.00"],
    ["loan-written-off", "debit 5300 13699.95", "credit 1200 13699.95"],
    ["repayment-received", "debit 1110 50.05", "credit 1200 50.05"],
    ["repayment-received", "debit 2190 1250.00", "credit 1200 1250.00"],
  ]);
  const { accounts, total, entries } = ledger.trialBalance("2026-03");
  expect([total.amount, entries]).toEqual(["31250.00", 5]);
  expect(accounts.find(({ account }) => account === "1200")).toEqual({
    account: "1200",
    debit: zmw("15000.00"),
    credit: zmw("15000.00"),
  });
  expect(t.published.all(JournalEntryPosted)).toHaveLength(5);
  await t.close();
});

test("one cause has one entry, whatever message tells it how often", async () => {
  const { t, ledger, origination } = await bench();
  const loan = disbursed("100.00", "120.00");
  const messageId = newMessageId();
  for (const id of [messageId, messageId, newMessageId()]) await origination.loanDisbursed(loan, { messageId: id });
  await t.idle();
  expect(ledger.entries).toHaveLength(1);
  expect(t.published.all(JournalEntryPosted).map((each) => each.messageId)).toEqual([ledger.entries[0]?.entryId]);
  await t.close();
});

test("what does not balance is not booked: it lies among the dead letters with its reason", async () => {
  const { t, ledger, origination } = await bench();
  await origination.loanDisbursed(disbursed("120.00", "100.00"));
  const mixed = disbursed("100.00", "120.00");
  await origination.loanDisbursed({ ...mixed, principal: { amount: "100.00", currency: "USD" } });
  const reasons = [await t.deadLettered.next(), await t.deadLettered.next()].map(({ reason }) => reason);
  expect(reasons).toEqual(["entry-does-not-balance", "money-does-not-add-up"]);
  expect(ledger.entries).toEqual([]);
  await t.close();
});

test("a month is closed once; what comes later for it is booked in the next month that is open", async () => {
  const { t, ledger, origination } = await bench();
  await origination.loanDisbursed(disbursed("100.00", "120.00"));
  await t.idle();
  const closed = await ledger.closeMonth("2026-03");
  expect(await ledger.closeMonth("2026-03")).toEqual(closed);
  expect(t.published.all(TrialBalanceClosed).map(({ payload }) => payload)).toEqual([closed]);
  expect(closed).toMatchObject({ total: zmw("120.00"), entries: 1, closedAt: "2026-04-03T17:05:00+02:00" });
  await ledger.closeMonth("2026-04");
  await origination.loanDisbursed(disbursed("10.00", "10.00"));
  await t.idle();
  expect(ledger.entries[1]).toMatchObject({ period: "2026-05", postedOn: "2026-05-01" });
  expect(ledger.trialBalance("2026-03").total).toEqual(zmw("120.00"));
  await t.close();
});

test("a month can be opened again until a return rests on its books", async () => {
  const { t, ledger, origination, reporting } = await bench();
  await ledger.closeMonth("2026-03");
  ledger.reopenMonth("2026-03");
  await origination.loanDisbursed(disbursed("100.00", "120.00"));
  await t.idle();
  await ledger.closeMonth("2026-03");
  const [empty, second] = t.published.all(TrialBalanceClosed).map(({ payload }) => payload);
  expect([empty?.entries, second?.entries]).toEqual([0, 1]);
  await reporting.regulatoryReportGenerated({
    reportId: newMessageId(),
    report: "prudential-return",
    recipient: "bank-of-zambia",
    period: "2026-03",
    trialBalanceId: second?.trialBalanceId ?? "",
    document: { name: "return.json", sha256: "0".repeat(64) },
    generatedAt: "2026-04-04T09:00:00+02:00",
  });
  await t.idle();
  expect(() => ledger.reopenMonth("2026-03")).toThrow("a return rests on the books of 2026-03");
  await t.close();
});
