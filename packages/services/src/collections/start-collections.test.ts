import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { DeductionConfirmed, DeductionFailed, LoanDisbursed } from "@intellifin/contracts";
import {
  LoanOverdue,
  LoanSettled,
  LoanWrittenOff,
  loanOriginationPublisher,
  PromiseToPayRecorded,
  pmecPublisher,
  RepaymentReceived,
} from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { expect, test } from "vitest";
import { arrearsStage } from "./arrears-stage.js";
import { startCollections } from "./start-collections.js";

const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;

async function bench(today = "2026-05-01T08:00:00Z") {
  const t = createTestBroker({ definitions });
  const collections = await startCollections({ broker: t.provider, today: () => new Date(today) });
  const pmec = pmecPublisher(await t.connect("pmec"));
  const origination = loanOriginationPublisher(await t.connect("loan-origination"));
  return { t, collections, pmec, origination };
}

/** Three instalments: 33.34 at the end of March, 33.33 at those of April and May. */
function disbursed(): LoanDisbursed & { readonly deductionId: string } {
  return {
    loanId: newMessageId(),
    applicationId: newMessageId(),
    clientId: newMessageId(),
    phone: "+260971234567",
    principal: zmw("90.00"),
    totalRepayable: zmw("100.00"),
    schedule: [
      { dueOn: "2026-03-31", amount: zmw("33.34") },
      { dueOn: "2026-04-30", amount: zmw("33.33") },
      { dueOn: "2026-05-31", amount: zmw("33.33") },
    ],
    deductionId: newMessageId(),
    paidTo: { kind: "bank-account", institution: "Zanaco", number: "1234567890" },
    disbursedAt: "2026-03-03T10:00:00+02:00",
  };
}

type Loan = ReturnType<typeof disbursed>;

function facts(loan: Loan, instalment: number) {
  const { loanId, applicationId, deductionId } = loan;
  const { amount, dueOn } = loan.schedule[instalment - 1] ?? { amount: zmw("1.00"), dueOn: "2026-03-31" };
  return { loanId, applicationId, deductionId, instalment, amount, payrollMonth: dueOn.slice(0, 7), dueOn };
}

function confirmed(loan: Loan, instalment: number): DeductionConfirmed {
  const { dueOn: deductedOn, ...rest } = facts(loan, instalment);
  return { ...rest, deductedOn, confirmationId: newMessageId() };
}

function failed(loan: Loan, instalment: number): DeductionFailed {
  return { ...facts(loan, instalment), failureId: newMessageId(), phone: loan.phone, reason: "net-pay-too-low" };
}

test("deductions pay a loan back, and the last one settles it", async () => {
  const { t, collections, pmec, origination } = await bench();
  const loan = disbursed();
  await origination.loanDisbursed(loan);
  await t.idle();
  for (const instalment of [1, 2, 3]) await pmec.deductionConfirmed(confirmed(loan, instalment));
  await t.idle();
  const repayments = t.published.all(RepaymentReceived).map(({ payload }) => payload);
  expect(repayments.map((each) => "outstanding" in each && each.outstanding?.amount)).toEqual([
    "66.66",
    "33.33",
    "0.00",
  ]);
  expect(t.published.all(LoanSettled).map(({ payload }) => payload)).toEqual([
    {
      loanId: loan.loanId,
      applicationId: loan.applicationId,
      clientId: loan.clientId,
      totalPaid: zmw("100.00"),
      settledOn: "2026-05-31",
      how: "on-schedule",
    },
  ]);
  expect(collections.loan(loan.loanId)?.status).toBe("settled");
  await t.close();
});

test("one confirmation pays once, whatever message tells it how often", async () => {
  const { t, collections, pmec, origination } = await bench();
  const loan = disbursed();
  await origination.loanDisbursed(loan);
  await origination.loanDisbursed(loan);
  await t.idle();
  const first = confirmed(loan, 1);
  const messageId = newMessageId();
  for (const id of [messageId, messageId, newMessageId()]) await pmec.deductionConfirmed(first, { messageId: id });
  await t.idle();
  expect(collections.loan(loan.loanId)?.paid).toEqual(zmw("33.34"));
  expect(t.published.all(RepaymentReceived)).toHaveLength(1);
  await t.close();
});

test("a payment whose news could not be sent is tried again, and still counts once", async () => {
  const { t, collections, pmec, origination } = await bench();
  const loan = disbursed();
  await origination.loanDisbursed(loan);
  await t.idle();
  t.memory.deleteExchange("collections");
  await pmec.deductionConfirmed(confirmed(loan, 1));
  await t.idle();
  expect(t.published.all(RepaymentReceived)).toEqual([]);
  t.memory.importDefinitions(definitions);
  await t.advance("5s");
  expect(t.published.all(RepaymentReceived)[0]?.payload).toMatchObject({ outstanding: zmw("66.66") });
  expect(collections.loan(loan.loanId)?.paid).toEqual(zmw("33.34"));
  await t.close();
});

test("a deduction that is here before its loan waits on the ladder, and pays when the loan has come", async () => {
  const { t, collections, pmec, origination } = await bench();
  const loan = disbursed();
  await pmec.deductionConfirmed(confirmed(loan, 1));
  await pmec.deductionFailed(failed(loan, 2));
  await t.idle();
  expect(t.published.all(RepaymentReceived)).toEqual([]);
  await origination.loanDisbursed(loan);
  await t.advance("5s");
  expect(collections.loan(loan.loanId)?.paid).toEqual(zmw("33.34"));
  expect(t.published.all(LoanOverdue)).toHaveLength(1);
  expect(t.deadLettered.count).toBe(0);
  await t.close();
});

test("what the payroll missed is overdue from its oldest day; each failure is told once", async () => {
  const { t, pmec, origination } = await bench();
  const loan = disbursed();
  await origination.loanDisbursed(loan);
  await t.idle();
  const first = failed(loan, 1);
  const messageId = newMessageId();
  for (const id of [messageId, messageId, newMessageId()]) await pmec.deductionFailed(first, { messageId: id });
  await pmec.deductionFailed(failed(loan, 2));
  await t.idle();
  const overdue = t.published.all(LoanOverdue, { version: 1 }).map(({ payload }) => payload);
  expect(overdue).toMatchObject([
    { amountDue: zmw("33.34"), daysOverdue: 31, stage: "watch", oldestDueOn: "2026-03-31" },
    { amountDue: zmw("66.67"), daysOverdue: 31, stage: "watch", oldestDueOn: "2026-03-31" },
  ]);
  await t.close();
});

test("whoever pays at the counter is not in arrears any more, and settles early what is left", async () => {
  const { t, collections, pmec, origination } = await bench();
  const loan = disbursed();
  const { loanId } = loan;
  await origination.loanDisbursed(loan);
  await t.idle();
  const promise = {
    amount: zmw("33.34"),
    payBy: "2026-05-04",
    madeThrough: "call",
    recordedBy: newMessageId(),
  } as const;
  await expect(collections.recordPromise(loanId, promise)).rejects.toThrow("not in arrears");
  await pmec.deductionFailed(failed(loan, 1));
  await t.idle();
  await collections.recordPromise(loanId, promise);
  expect(t.published.all(PromiseToPayRecorded)[0]?.payload).toMatchObject({ ...promise, loanId });
  await collections.takePayment(loanId, { amount: zmw("33.34"), method: "mobile-money" });
  await expect(collections.recordPromise(loanId, promise)).rejects.toThrow("not in arrears");
  await collections.takePayment(loanId, { amount: zmw("70.00"), method: "cash" });
  expect((await t.published.next(LoanSettled)).payload).toMatchObject({
    totalPaid: zmw("103.34"),
    overpaid: zmw("3.34"),
    settledOn: "2026-05-01",
    how: "early",
  });
  await t.close();
});

test("a loan is written off once, with what is outstanding; one that is paid back is not", async () => {
  const { t, collections, pmec, origination } = await bench();
  const loan = disbursed();
  await origination.loanDisbursed(loan);
  await t.idle();
  await pmec.deductionConfirmed(confirmed(loan, 1));
  await t.idle();
  const why = { reason: "not-to-be-found", approvedBy: newMessageId() } as const;
  await collections.writeOff(loan.loanId, why);
  await collections.writeOff(loan.loanId, why);
  expect(t.published.all(LoanWrittenOff).map(({ payload }) => payload)).toMatchObject([
    { outstanding: zmw("66.66"), writtenOffOn: "2026-05-01" },
  ]);
  const paid = disbursed();
  await origination.loanDisbursed(paid);
  await t.idle();
  await collections.takePayment(paid.loanId, { amount: zmw("100.00"), method: "cash" });
  await expect(collections.writeOff(paid.loanId, why)).rejects.toThrow("outstanding");
  await expect(collections.writeOff(newMessageId(), why)).rejects.toThrow("there is no loan");
  await t.close();
});

test.each([
  [1, "watch"],
  [89, "watch"],
  [90, "substandard"],
  [119, "substandard"],
  [120, "doubtful"],
  [180, "loss"],
] as const)("%i days overdue is %s", (days, stage) => {
  expect(arrearsStage(days)).toBe(stage);
});
