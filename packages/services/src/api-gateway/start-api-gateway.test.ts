import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { LoanDisbursed, SubmitLoanApplication } from "@intellifin/contracts";
import { identityPublisher, loanOriginationConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { describe, expect, test } from "vitest";
import type { LoanRequest } from "./start-api-gateway.js";
import { startApiGateway } from "./start-api-gateway.js";

const zmw = (amount: string) => ({ amount, currency: "ZMW" }) as const;
const PHONE = "+260971234567";

function request(clientId: string = newMessageId()): LoanRequest {
  return {
    clientId,
    applicant: { givenName: "Mwila", familyName: "Banda", nrc: "123456/10/1", phone: PHONE },
    principal: zmw("12500.00"),
    termMonths: 12,
    purpose: "education",
    employment: { employer: "Ministry of Education", employeeNumber: "20114873", netPay: zmw("9840.35") },
    payout: { kind: "bank-account", institution: "Bank of the Copperbelt", number: "0040011223344" },
    consentId: newMessageId(),
  };
}

function disbursement(clientId: string, applicationId: string): LoanDisbursed {
  return {
    loanId: newMessageId(),
    applicationId,
    clientId,
    phone: PHONE,
    principal: zmw("900.00"),
    totalRepayable: zmw("1000.00"),
    schedule: [{ dueOn: "2026-04-30", amount: zmw("1000.00") }],
    paidTo: { kind: "bank-account", institution: "Bank of the Copperbelt", number: "0040011223344" },
    disbursedAt: "2026-03-03T14:22:05+02:00",
  };
}

async function bench() {
  const t = createTestBroker({ definitions });
  const today = () => new Date("2026-03-02T06:40:00Z");
  const instance = () => startApiGateway({ broker: t.provider, today });
  const [gateway, second] = [await instance(), await instance()];
  const lendingBroker = await t.connect("loan-origination");
  const lending = loanOriginationPublisher(lendingBroker);
  const identity = identityPublisher(await t.connect("identity"));
  const asked: SubmitLoanApplication[] = [];
  /** Answers with this; what it throws is a service in trouble. */
  const answering = async (answer: (applicationId: string) => "accept" | "refuse") => {
    const ignore = (): void => undefined;
    await loanOriginationConsumer(lendingBroker, {
      handlers: {
        submitLoanApplication({ payload }) {
          asked.push(payload);
          const { applicationId } = payload;
          if (answer(applicationId) === "refuse")
            return { loanApplicationRefused: { applicationId, reason: "term-not-offered" } };
          const accepted = { applicationId, reference: "LA-2026-000417", acceptedAt: "2026-03-02T08:40:01+02:00" };
          return { loanApplicationAccepted: accepted };
        },
        clientKycVerified: ignore,
        creditReportReceived: ignore,
        creditReportFailed: ignore,
        deductionScheduled: ignore,
        notificationSent: ignore,
      },
    });
  };
  return { t, gateway, second, lending, identity, asked, answering };
}

describe("an application that is handed in", () => {
  test("is asked with an id and a time, and answered", async () => {
    const { t, gateway, asked, answering } = await bench();
    await answering(() => "accept");
    const wanted = request();
    const result = await gateway.submit(wanted);
    const [command] = asked;
    expect(command).toEqual({
      ...wanted,
      applicationId: result.applicationId,
      submittedAt: "2026-03-02T08:40:00+02:00",
    });
    expect(result).toEqual({ accepted: true, applicationId: result.applicationId, reference: "LA-2026-000417" });
    const [sent] = t.published.all({ message: "SubmitLoanApplication" });
    expect(sent?.correlationId).toBe(result.applicationId);
    await t.close();
  });

  test("may be refused, with a reason", async () => {
    const { t, gateway, answering } = await bench();
    await answering(() => "refuse");
    expect(await gateway.submit(request())).toMatchObject({ accepted: false, reason: "term-not-offered" });
    await t.close();
  });

  test("whose answer does not come is a time-out, and may be asked for again under its id", async () => {
    const { t, gateway, asked, answering } = await bench();
    const applicationId = newMessageId();
    const waiting = gateway.submit(request(), { applicationId, timeoutMs: 1_000 });
    const timedOut = expect(waiting).rejects.toMatchObject({ code: "reply-timeout", outcome: "unknown" });
    await t.idle();
    await t.advance("1s");
    await timedOut;
    await answering(() => "accept");
    expect(await gateway.submit(request(), { applicationId })).toMatchObject({ accepted: true, applicationId });
    // The first one was waiting in the queue.
    await t.idle();
    expect(asked.map((command) => command.applicationId)).toEqual([applicationId, applicationId]);
    await t.close();
  });
});

describe("what happens to an application", () => {
  test("is pushed to its applicant's sessions at every instance, and to nobody else's", async () => {
    const { t, gateway, second, lending, answering } = await bench();
    await answering(() => "accept");
    const client = newMessageId();
    const { applicationId } = await gateway.submit(request(client));
    second.sessions.open(client);
    const stranger = second.sessions.open(newMessageId());
    const loanId = newMessageId();
    const approved = { loanId, applicationId, clientId: client, principal: zmw("900.00"), phone: PHONE };
    const { messageId } = await lending.loanApproved(approved);
    const disbursed = disbursement(client, applicationId);
    await lending.loanDisbursed(disbursed);
    await t.idle();
    for (const { sessions } of [gateway, second]) {
      expect(sessions.pushed).toEqual([
        { what: "loan-approved", messageId, applicationId, loanId, clientId: client },
        expect.objectContaining({ what: "loan-disbursed", applicationId, clientId: client }),
      ]);
      expect(sessions.pushed.some(({ clientId }) => clientId === stranger.clientId)).toBe(false);
    }
    await t.close();
  });

  test("is pushed to a session that follows it, where the message does not say whose it is", async () => {
    const { t, gateway, second, lending, answering } = await bench();
    await answering(() => "accept");
    const { applicationId } = await gateway.submit(request());
    const told: string[] = [];
    second.sessions.open(newMessageId(), ({ what }) => told.push(what)).follow(applicationId);
    await lending.loanRejected({ applicationId, reason: "score-too-low", phone: PHONE });
    await t.idle();
    expect(gateway.sessions.pushed).toMatchObject([{ what: "loan-rejected", applicationId }]);
    expect(told).toEqual(["loan-rejected"]);
    await t.close();
  });

  test("is pushed once, also when it is sent again, and in whatever order it comes", async () => {
    const { t, gateway, lending } = await bench();
    const client = newMessageId();
    gateway.sessions.open(client);
    const applicationId = newMessageId();
    const messageId = newMessageId();
    const approved = { loanId: newMessageId(), applicationId, clientId: client, principal: zmw("1.00"), phone: PHONE };
    await lending.loanDisbursed(disbursement(client, applicationId));
    await lending.loanApproved(approved, { messageId });
    await lending.loanApproved(approved, { messageId });
    await t.idle();
    expect(gateway.sessions.pushed.map(({ what }) => what)).toEqual(["loan-disbursed", "loan-approved"]);
    await t.close();
  });

  test("is not pushed to a session that has ended", async () => {
    const { t, gateway, lending } = await bench();
    const client = newMessageId();
    gateway.sessions.open(client).close();
    await lending.loanDisbursed(disbursement(client, newMessageId()));
    await t.idle();
    expect(gateway.sessions.pushed).toEqual([]);
    await t.close();
  });
});

test("an account that is locked ends its client's sessions at every instance, once, and nobody else's", async () => {
  const { t, gateway, second, identity, lending } = await bench();
  const [client, other] = [newMessageId(), newMessageId()];
  for (const { sessions } of [gateway, second]) for (const each of [client, other]) sessions.open(each);
  const locked = { userId: newMessageId(), reason: "phone-lost", lockedAt: "2026-03-02T08:40:00+02:00" } as const;
  await identity.userLocked({ ...locked, clientId: client });
  await identity.userLocked({ ...locked, clientId: client });
  // One of the staff.
  await identity.userLocked(locked);
  for (const each of [client, other]) await lending.loanDisbursed(disbursement(each, newMessageId()));
  await t.idle();
  for (const { sessions } of [gateway, second]) {
    expect(sessions.pushed.map(({ what, clientId }) => [what, clientId])).toEqual([
      ["signed-out", client],
      ["loan-disbursed", other],
    ]);
  }
  await t.close();
});
