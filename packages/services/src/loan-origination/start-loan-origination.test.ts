import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { CreditReportReceived, DeductionScheduled, SubmitLoanApplication } from "@intellifin/contracts";
import {
  apiGatewayRequester,
  CreditReportRequested,
  clientManagementPublisher,
  communicationsPublisher,
  creditBureauPublisher,
  LoanApplicationSubmitted,
  LoanApproved,
  LoanDisbursed,
  LoanRejected,
  pmecPublisher,
} from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { describe, expect, test } from "vitest";
import { split } from "../money.js";
import { startLoanOrigination } from "./start-loan-origination.js";

const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;

function application(changes: Partial<SubmitLoanApplication> = {}): SubmitLoanApplication {
  return {
    applicationId: newMessageId(),
    clientId: newMessageId(),
    applicant: { givenName: "Mwila", familyName: "Banda", nrc: "123456/10/1", phone: "+260971234567" },
    principal: zmw("12500.00"),
    termMonths: 12,
    purpose: "education",
    employment: { employer: "Ministry of Education", employeeNumber: "20114873", netPay: zmw("9840.35") },
    payout: { kind: "bank-account", institution: "Bank of the Copperbelt", number: "0040011223344" },
    consentId: newMessageId(),
    submittedAt: "2026-03-02T08:40:00+02:00",
    ...changes,
  };
}

async function bench() {
  const t = createTestBroker({ definitions });
  const service = await startLoanOrigination({ broker: t.provider, today: () => new Date("2026-03-02T06:40:01Z") });
  const ask = await apiGatewayRequester(await t.connect("api-gateway"));
  const clients = clientManagementPublisher(await t.connect("client-management"));
  const bureau = creditBureauPublisher(await t.connect("credit-bureau"));
  const pmec = pmecPublisher(await t.connect("pmec"));
  const verify = async (clientId: string, verifiedAt = "2026-03-01T09:00:00+02:00", reviewBy = "2029-03-01") => {
    await clients.clientKycVerified({
      verificationId: newMessageId(),
      clientId,
      dueDiligence: "standard",
      method: "nrc-seen-in-branch",
      riskRating: "low",
      verifiedAt,
      reviewBy,
    });
    await t.idle();
  };
  const submit = async (asked: SubmitLoanApplication, messageId: string = newMessageId()) => {
    const { reply, payload } = await ask.submitLoanApplication(asked, {
      messageId,
      correlationId: asked.applicationId,
    });
    return { reply, ...payload };
  };
  const report = async (applicationId: string, band: CreditReportReceived["report"]["band"], messageId?: string) => {
    const payload = { applicationId, bureauReference: "CRB-1", report: { bureau: "crb-africa", score: 600, band } };
    await bureau.creditReportReceived(payload as CreditReportReceived, messageId === undefined ? {} : { messageId });
    await t.idle();
  };
  /** Everything up to the approval. */
  const approved = async (asked = application()) => {
    await verify(asked.clientId);
    await submit(asked);
    await report(asked.applicationId, "good");
    return (await t.published.next(LoanApproved)).payload as LoanApproved;
  };
  return { t, service, verify, submit, report, approved, bureau, pmec };
}

function deduction({ loanId, applicationId, totalRepayable }: LoanApproved, months = 12): DeductionScheduled {
  const total = totalRepayable ?? zmw("0.00");
  const schedule = split(total, months).map((amount) => ({ dueOn: "2026-04-30", amount }));
  return { deductionId: newMessageId(), loanId, applicationId, employeeNumber: "20114873", total, schedule };
}

describe("an application", () => {
  test("is answered, announced, and a report is asked for, all in one transaction", async () => {
    const { t, service, verify, submit } = await bench();
    const asked = application();
    await verify(asked.clientId);
    expect(await submit(asked)).toEqual({
      reply: "loanApplicationAccepted",
      applicationId: asked.applicationId,
      reference: "LA-2026-000001",
      acceptedAt: "2026-03-02T08:40:01+02:00",
      decisionBy: "2026-03-04",
    });
    const { applicationId, clientId, applicant, principal, termMonths, purpose, consentId } = asked;
    const { employer, employeeNumber } = asked.employment;
    expect(await t.published.next(LoanApplicationSubmitted)).toMatchObject({
      correlationId: applicationId,
      payload: { applicationId, clientId, applicant, principal, termMonths, purpose, employer, employeeNumber },
    });
    expect(await t.published.next(CreditReportRequested)).toMatchObject({
      correlationId: applicationId,
      payload: { applicationId, nrc: applicant.nrc, consentId },
    });
    expect(service.application(applicationId)).toMatchObject({ status: "awaiting-report", told: false });
    await t.close();
  });

  test("asked for again, by the same message or another, gets the same answer, and nothing is sent twice", async () => {
    const { t, verify, submit } = await bench();
    const asked = application();
    await verify(asked.clientId);
    const messageId = newMessageId();
    const first = await submit(asked, messageId);
    expect(await submit(asked, messageId)).toEqual(first);
    expect(await submit({ ...asked, principal: zmw("1.00"), termMonths: 60 })).toEqual(first);
    await t.idle();
    expect(t.published.all(LoanApplicationSubmitted)).toHaveLength(1);
    expect(t.published.all(CreditReportRequested)).toHaveLength(1);
    await t.close();
  });

  test("that could not be announced is announced by the next attempt, and answered then", async () => {
    const { t, verify, submit } = await bench();
    const asked = application();
    await verify(asked.clientId);
    t.memory.deleteExchange("credit-bureau");
    const answer = submit(asked);
    await t.idle();
    t.memory.importDefinitions(definitions);
    await t.advance("5s");
    expect(await answer).toMatchObject({ reply: "loanApplicationAccepted" });
    // Once more under its id, which is what receivers go by.
    const submitted = t.published.all(LoanApplicationSubmitted).map(({ messageId }) => messageId);
    expect(submitted).toEqual([submitted[0], submitted[0]]);
    expect(t.published.all(CreditReportRequested)).toHaveLength(1);
    await t.close();
  });
});

describe("an application is refused, and nothing but the answer is sent,", () => {
  const cases: readonly [why: string, changes: Partial<SubmitLoanApplication>, answer: object][] = [
    ["for dollars", { principal: { amount: "900.00", currency: "USD" } }, { reason: "currency-not-offered" }],
    [
      "for less than the smallest amount",
      { principal: zmw("499.99") },
      { reason: "amount-not-offered", smallest: zmw("500.00"), largest: zmw("250000.00") },
    ],
    ["for more than the largest amount", { principal: zmw("250000.01") }, { reason: "amount-not-offered" }],
    ["for too long", { termMonths: 49 }, { reason: "term-not-offered" }],
  ];
  test.each(cases)("%s", async (_, changes, answer) => {
    const { t, service, verify, submit } = await bench();
    const asked = application(changes);
    await verify(asked.clientId);
    const refused = await submit(asked);
    expect(refused).toMatchObject({ reply: "loanApplicationRefused", ...answer });
    expect(await submit(asked)).toEqual(refused);
    expect(service.application(asked.applicationId)).toBeUndefined();
    const sent = t.published.all({ by: "loan-origination" }).map(({ message }) => message);
    expect(sent).toEqual(["LoanApplicationRefused", "LoanApplicationRefused"]);
    await t.close();
  });

  test("while the client is not verified, or no longer", async () => {
    const { t, verify, submit } = await bench();
    const asked = application();
    expect(await submit(asked)).toMatchObject({ reason: "client-not-verified" });
    await verify(asked.clientId, "2026-03-01T09:00:00+02:00", "2026-03-01");
    expect(await submit({ ...asked, applicationId: newMessageId() })).toMatchObject({ reason: "client-not-verified" });
    await verify(asked.clientId, "2026-03-01T10:00:00+02:00", "2029-03-01");
    // The verification before, overtaken by the one after it, changes nothing.
    await verify(asked.clientId, "2026-03-01T09:00:00+02:00", "2026-03-01");
    expect(await submit({ ...asked, applicationId: newMessageId() })).toMatchObject({
      reply: "loanApplicationAccepted",
    });
    await t.close();
  });

  test("while another of the client is undecided", async () => {
    const { t, verify, submit, report } = await bench();
    const first = application();
    await verify(first.clientId);
    await submit(first);
    const again = () => submit({ ...first, applicationId: newMessageId() });
    expect(await again()).toMatchObject({ reason: "application-open" });
    await report(first.applicationId, "poor");
    expect(await again()).toMatchObject({ reply: "loanApplicationAccepted" });
    await t.close();
  });
});

describe("a decision", () => {
  test("to approve says everything that the payroll needs", async () => {
    const { t, service, approved } = await bench();
    const asked = application();
    expect(await approved(asked)).toEqual({
      loanId: expect.any(String),
      applicationId: asked.applicationId,
      clientId: asked.clientId,
      principal: zmw("12500.00"),
      totalRepayable: zmw("15000.00"),
      termMonths: 12,
      phone: "+260971234567",
      nrc: "123456/10/1",
      employeeNumber: "20114873",
      firstDeduction: "2026-04",
    });
    expect(service.application(asked.applicationId)?.status).toBe("approved");
    await t.close();
  });

  test.each([
    ["poor", {}, "score-too-low"],
    ["very-poor", {}, "score-too-low"],
    ["excellent", { principal: zmw("60000.00") }, "amount-too-high"],
  ] as const)("on a report that is %s is to reject %j: %s", async (band, changes, reason) => {
    const { t, service, verify, submit, report } = await bench();
    const asked = application(changes);
    await verify(asked.clientId);
    await submit(asked);
    await report(asked.applicationId, band);
    expect((await t.published.next(LoanRejected)).payload).toEqual({
      applicationId: asked.applicationId,
      reason,
      phone: "+260971234567",
    });
    expect(service.application(asked.applicationId)?.status).toBe("rejected");
    await t.close();
  });

  test.each(["no-record", "consent-missing", "consent-withdrawn"] as const)(
    "without a report (%s) is to reject: no-credit-record",
    async (reason) => {
      const { t, verify, submit, bureau } = await bench();
      const asked = application();
      await verify(asked.clientId);
      await submit(asked);
      await bureau.creditReportFailed({ applicationId: asked.applicationId, reason });
      expect((await t.published.next(LoanRejected)).payload).toMatchObject({ reason: "no-credit-record" });
      await t.close();
    },
  );

  test("is made once, whatever comes again or later", async () => {
    const { t, approved, report, bureau } = await bench();
    const asked = application();
    await approved(asked);
    const messageId = newMessageId();
    await report(asked.applicationId, "poor", messageId);
    await report(asked.applicationId, "poor", messageId);
    await bureau.creditReportFailed({ applicationId: asked.applicationId, reason: "no-record" });
    await t.idle();
    expect(t.published.all(LoanApproved)).toHaveLength(1);
    expect(t.published.all(LoanRejected)).toHaveLength(0);
    await t.close();
  });

  test("that could not be sent is sent by the next attempt, the same under the same id", async () => {
    const { t, service, verify, submit, report } = await bench();
    const asked = application();
    await verify(asked.clientId);
    await submit(asked);
    await t.idle();
    t.memory.deleteExchange("loan-origination");
    await report(asked.applicationId, "good");
    const decided = service.application(asked.applicationId)?.decision?.approved;
    expect(t.published.all(LoanApproved)).toEqual([]);
    t.memory.importDefinitions(definitions);
    await t.advance("5s");
    expect((await t.published.next(LoanApproved)).payload).toEqual(decided);
    await t.close();
  });

  test("waits when its application is not known", async () => {
    const { t, report } = await bench();
    await report(newMessageId(), "good");
    expect(t.memory.messages("loan-origination.wait.5s")).toHaveLength(1);
    await t.close();
  });
});

describe("a schedule of deductions", () => {
  test("pays the loan out once, whoever says it again", async () => {
    const { t, service, approved, pmec } = await bench();
    const asked = application();
    const loan = await approved(asked);
    const scheduled = deduction(loan);
    const messageId = newMessageId();
    await pmec.deductionScheduled(scheduled, { messageId });
    await pmec.deductionScheduled(scheduled, { messageId });
    await pmec.deductionScheduled({ ...scheduled, deductionId: newMessageId() });
    await t.idle();
    const [disbursed, ...more] = t.published.all(LoanDisbursed);
    expect(more).toEqual([]);
    expect(disbursed?.payload).toEqual({
      loanId: loan.loanId,
      applicationId: asked.applicationId,
      clientId: asked.clientId,
      phone: asked.applicant.phone,
      principal: zmw("12500.00"),
      totalRepayable: zmw("15000.00"),
      schedule: scheduled.schedule,
      deductionId: scheduled.deductionId,
      paidTo: asked.payout,
      disbursedAt: "2026-03-02T08:40:01+02:00",
    });
    expect(disbursed?.correlationId).toBe(asked.applicationId);
    expect(service.application(asked.applicationId)?.status).toBe("disbursed");
    await t.close();
  });

  test("whose disbursement could not be sent has it sent later, as it was made", async () => {
    const { t, service, approved, pmec } = await bench();
    const asked = application();
    const scheduled = deduction(await approved(asked));
    t.memory.deleteExchange("loan-origination");
    await pmec.deductionScheduled(scheduled);
    await t.idle();
    const made = service.application(asked.applicationId)?.disbursement;
    t.memory.importDefinitions(definitions);
    // Another schedule comes before the next attempt: the money went by the first.
    await pmec.deductionScheduled({ ...scheduled, deductionId: newMessageId() });
    await t.idle();
    await t.advance("5s");
    expect(made?.deductionId).toBe(scheduled.deductionId);
    expect(t.published.all(LoanDisbursed).map(({ payload }) => payload)).toEqual([made]);
    await t.close();
  });

  test.each<[what: string, change: (schedule: DeductionScheduled["schedule"]) => DeductionScheduled["schedule"]]>([
    ["lacks an instalment", (schedule) => schedule.slice(1)],
    [
      "has an instalment in another currency",
      ([first, ...rest]) => [
        { dueOn: "2026-04-30", amount: { ...(first?.amount ?? zmw("1.00")), currency: "USD" } },
        ...rest,
      ],
    ],
  ])("that %s pays nothing out and becomes a dead letter", async (_, change) => {
    const { t, approved, pmec } = await bench();
    const scheduled = deduction(await approved());
    await pmec.deductionScheduled({ ...scheduled, schedule: change(scheduled.schedule) });
    expect(await t.deadLettered.next({ queue: "loan-origination.deduction-scheduled" })).toMatchObject({
      reason: "the schedule does not add up to the loan",
    });
    expect(t.published.all(LoanDisbursed)).toEqual([]);
    await t.close();
  });

  test("waits when its loan is not known", async () => {
    const { t, pmec } = await bench();
    const unknown = { loanId: newMessageId(), applicationId: newMessageId(), totalRepayable: zmw("100.00") };
    await pmec.deductionScheduled(deduction(unknown as LoanApproved));
    await t.idle();
    expect(t.memory.messages("loan-origination.wait.5s")).toHaveLength(1);
    await t.close();
  });
});

test("an applicant counts as told when the decision has gone out, not before", async () => {
  const { t, service, approved } = await bench();
  const asked = application();
  await approved(asked);
  const tell = communicationsPublisher(await t.connect("communications"));
  const notification = { notificationId: newMessageId(), channel: "sms", sentTo: asked.applicant.phone } as const;
  const { applicationId } = asked;
  await tell.notificationSent({ ...notification, applicationId, template: "application-received" });
  await t.idle();
  expect(service.application(applicationId)?.told).toBe(false);
  await tell.notificationSent({ ...notification, applicationId, template: "loan-approved" });
  // One of an earlier release: nothing to remember, and nothing to wait for.
  await tell.notificationSent({ ...notification, applicationId: newMessageId(), template: "loan-approved" });
  await t.idle();
  expect(service.application(applicationId)?.told).toBe(true);
  expect(t.memory.messages("loan-origination.wait.5s")).toEqual([]);
  await t.close();
});
