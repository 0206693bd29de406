import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { LoanDisbursed, LoanOverdue, RepaymentReceived } from "@intellifin/contracts";
import {
  collectionsPublisher,
  loanOriginationPublisher,
  NotificationFailed,
  NotificationSent,
  pmecPublisher,
} from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { describe, expect, test } from "vitest";
import { startCommunications } from "./start-communications.js";
import { Undeliverable } from "./undeliverable.js";

const PHONE = "+260971234567";
const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;
const ids = () => ({ applicationId: newMessageId(), loanId: newMessageId() });

async function bench() {
  const t = createTestBroker({ definitions });
  const texts: { readonly to: string; readonly text: string }[] = [];
  const gateway = { fail: (): void => undefined };
  await startCommunications({
    broker: t.provider,
    today: () => new Date("2026-06-01T06:00:41Z"),
    async sendSms(to, text) {
      gateway.fail();
      texts.push({ to, text });
    },
  });
  const lending = loanOriginationPublisher(await t.connect("loan-origination"));
  const collections = collectionsPublisher(await t.connect("collections"));
  const pmec = pmecPublisher(await t.connect("pmec"));
  return { t, texts, gateway, lending, collections, pmec };
}

type Bench = Awaited<ReturnType<typeof bench>>;

describe("whom it concerns is sent a text, and it is said that it was sent", () => {
  const loan = ids();
  const repayment: RepaymentReceived = {
    ...loan,
    repaymentId: newMessageId(),
    phone: PHONE,
    amount: zmw("1250.00"),
    method: "payroll-deduction",
    receivedOn: "2026-04-30",
    outstanding: zmw("13750.00"),
  };
  const disbursed: LoanDisbursed = {
    ...loan,
    clientId: newMessageId(),
    phone: PHONE,
    principal: zmw("900.00"),
    totalRepayable: zmw("1000.00"),
    schedule: [{ dueOn: "2026-04-30", amount: zmw("1000.00") }],
    paidTo: { kind: "bank-account", institution: "Bank of the Copperbelt", number: "0040011223344" },
    disbursedAt: "2026-03-03T14:22:05+02:00",
  };
  const overdue: LoanOverdue = {
    ...loan,
    overdueId: newMessageId(),
    phone: PHONE,
    amountDue: zmw("1250.00"),
    daysOverdue: 1,
    stage: "watch",
  };
  const { applicationId } = loan;
  const cases: readonly [template: string, about: object, send: (bench: Bench) => Promise<unknown>, text: string][] = [
    [
      "application-received",
      { applicationId },
      ({ lending }) =>
        lending.loanApplicationSubmitted({
          applicationId,
          clientId: newMessageId(),
          applicant: { givenName: "Mwila", familyName: "Banda", nrc: "123456/10/1", phone: PHONE },
          principal: zmw("12500.00"),
          termMonths: 12,
          purpose: "education",
        }),
      "We have received your application.",
    ],
    [
      "loan-approved",
      loan,
      ({ lending }) => lending.loanApproved({ ...loan, principal: zmw("12500.00"), phone: PHONE }),
      "Your loan of ZMW 12500.00 has been approved.",
    ],
    [
      "loan-rejected",
      { applicationId },
      ({ lending }) => lending.loanRejected({ applicationId, reason: "score-too-low", phone: PHONE }),
      "Your application was not successful: your credit report does not allow it.",
    ],
    [
      "loan-disbursed",
      loan,
      ({ lending }) => lending.loanDisbursed(disbursed),
      "We have paid out your loan of ZMW 900.00. The first instalment of ZMW 1000.00 is due on 2026-04-30.",
    ],
    [
      "repayment-received",
      loan,
      ({ collections }) => collections.repaymentReceived(repayment),
      "We have received ZMW 1250.00. Thank you. ZMW 13750.00 is outstanding.",
    ],
    [
      "deduction-failed",
      loan,
      ({ pmec }) =>
        pmec.deductionFailed({
          ...loan,
          failureId: newMessageId(),
          deductionId: newMessageId(),
          phone: PHONE,
          instalment: 2,
          amount: zmw("1250.00"),
          payrollMonth: "2026-05",
          dueOn: "2026-05-31",
          reason: "net-pay-too-low",
        }),
      "Your instalment of ZMW 1250.00 was not deducted in 2026-05: too little would have been left of your pay. Please pay it another way.",
    ],
    [
      "loan-overdue",
      loan,
      // Sent in version 1, read in version 2.
      ({ collections }) => collections.loanOverdue(overdue),
      "Your loan is overdue: ZMW 1250.00 for 1 day. Please pay or call us.",
    ],
  ];
  test.each(cases)("%s", async (template, about, send, text) => {
    const b = await bench();
    await send(b);
    expect((await b.t.published.next(NotificationSent)).payload).toEqual({
      ...about,
      notificationId: expect.any(String),
      channel: "sms",
      template,
      sentTo: PHONE,
    });
    expect(b.texts).toEqual([{ to: PHONE, text }]);
    await b.t.close();
  });
});

test("a message that comes twice sends one text and says so once; another message sends its own", async () => {
  const { t, texts, lending } = await bench();
  const approved = { ...ids(), principal: zmw("900.00"), phone: PHONE };
  const messageId = newMessageId();
  for (const id of [messageId, messageId, newMessageId()]) await lending.loanApproved(approved, { messageId: id });
  await t.idle();
  expect(texts).toHaveLength(2);
  expect(t.published.all(NotificationSent)).toHaveLength(2);
  await t.close();
});

test("messages about a loan may come in any order: each is told", async () => {
  const { t, collections, lending } = await bench();
  const loan = { ...ids(), phone: PHONE };
  await collections.repaymentReceived({
    ...loan,
    repaymentId: newMessageId(),
    amount: zmw("10.00"),
    method: "cash",
    receivedOn: "2026-04-30",
  });
  await lending.loanApproved({ ...loan, principal: zmw("900.00") });
  await t.idle();
  const told = t.published.all(NotificationSent).map(({ payload }) => payload.template);
  expect(told.sort()).toEqual(["loan-approved", "repayment-received"]);
  await t.close();
});

test("a text that is out does not go out again when saying so failed", async () => {
  const { t, texts, lending } = await bench();
  t.memory.deleteExchange("communications");
  await lending.loanRejected({ applicationId: newMessageId(), reason: "no-credit-record", phone: PHONE });
  await t.idle();
  expect(t.published.all(NotificationSent)).toEqual([]);
  t.memory.importDefinitions(definitions);
  await t.advance("5s");
  await t.published.next(NotificationSent);
  expect(texts).toHaveLength(1);
  await t.close();
});

test("a gateway that is away is tried again, and no telephone number stands in what is told of it", async () => {
  const { t, texts, gateway, lending } = await bench();
  gateway.fail = () => {
    throw new Error(`no route to ${PHONE}`);
  };
  await lending.loanRejected({ applicationId: newMessageId(), reason: "no-credit-record", phone: PHONE });
  await t.idle();
  const [waiting] = t.memory.messages("communications.wait.5s");
  expect(waiting?.headers).toMatchObject({ "x-last-reason": expect.any(String) });
  expect(JSON.stringify(waiting?.headers)).not.toContain(PHONE.slice(1));
  gateway.fail = () => undefined;
  await t.advance("5s");
  await t.published.next(NotificationSent);
  expect(texts).toHaveLength(1);
  await t.close();
});

test("a number that is gone is said to be gone, and not tried again", async () => {
  const { t, texts, gateway, lending } = await bench();
  gateway.fail = () => {
    throw new Undeliverable("number-not-in-service");
  };
  const loan = ids();
  const messageId = newMessageId();
  for (let delivery = 1; delivery <= 2; delivery += 1) {
    await lending.loanApproved({ ...loan, principal: zmw("900.00"), phone: PHONE }, { messageId });
  }
  await t.idle();
  const failed = t.published.all(NotificationFailed).map(({ payload }) => payload);
  expect(failed).toEqual([
    {
      ...loan,
      notificationId: expect.any(String),
      channel: "sms",
      template: "loan-approved",
      reason: "number-not-in-service",
      failedAt: "2026-06-01T08:00:41+02:00",
    },
  ]);
  expect(texts).toEqual([]);
  await t.close();
});
