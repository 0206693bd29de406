import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { LoanDisbursed } from "@intellifin/contracts";
import {
  ClientDetailsChanged,
  ClientKycVerified,
  ClientRegistered,
  ConsentGranted,
  ConsentWithdrawn,
  identityPublisher,
  loanOriginationPublisher,
} from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { expect, test } from "vitest";
import type { NewClient } from "./client.js";
import { startClientManagement } from "./start-client-management.js";

const MWILA: NewClient = {
  person: {
    givenName: "Mwila",
    familyName: "Banda",
    nrc: "123456/10/1",
    dateOfBirth: "1988-07-14",
    sex: "female",
    maritalStatus: "married",
  },
  phone: "+260971234567",
  address: { line: "Plot 4417, Kansenshi", town: "Ndola", province: "copperbelt" },
};

async function bench(today = "2026-03-02T06:00:00Z") {
  const t = createTestBroker({ definitions });
  const clients = await startClientManagement({ broker: t.provider, today: () => new Date(today) });
  return { t, clients };
}

function disbursed(clientId: string): LoanDisbursed {
  const amount = { amount: "1200.00", currency: "ZMW" } as const;
  return {
    loanId: newMessageId(),
    applicationId: newMessageId(),
    clientId,
    phone: "+260971234567",
    principal: amount,
    totalRepayable: amount,
    schedule: [{ dueOn: "2026-03-31", amount }],
    paidTo: { kind: "bank-account", institution: "Zanaco", number: "1234567890" },
    disbursedAt: "2026-03-03T10:00:00+02:00",
  };
}

test("a person has one file, and its registration is told once", async () => {
  const { t, clients } = await bench();
  const [first, second] = await Promise.all([clients.register(MWILA), clients.register(MWILA)]);
  expect(await clients.register(MWILA)).toBe(first);
  expect(second).toBe(first);
  expect(t.published.all(ClientRegistered).map(({ payload }) => payload)).toEqual([
    { ...MWILA, clientId: first, registeredThrough: "branch", registeredAt: "2026-03-02T08:00:00+02:00" },
  ]);
  await t.close();
});

test.each([
  ["2026-03-02T06:00:00Z", "low", "2029-03-02"],
  ["2028-02-29T06:00:00Z", "medium", "2030-02-28"],
  ["2026-12-31T23:00:00Z", "high", "2028-01-01"],
] as const)("a client verified at %s with a %s risk is verified anew by %s", async (today, riskRating, reviewBy) => {
  const { t, clients } = await bench(today);
  const clientId = await clients.register(MWILA);
  await clients.verifyKyc(clientId, { riskRating });
  const { payload } = await t.published.next(ClientKycVerified);
  expect(payload).toMatchObject({ clientId, riskRating, reviewBy, dueDiligence: "standard" });
  expect(clients.client(clientId)?.kyc).toEqual(payload);
  await t.close();
});

test("a consent that stands is the same consent; one that is withdrawn is withdrawn once, and can be given anew", async () => {
  const { t, clients } = await bench();
  const clientId = await clients.register(MWILA);
  const consentId = await clients.grantConsent(clientId, "credit-report");
  expect(await clients.grantConsent(clientId, "credit-report")).toBe(consentId);
  expect(await clients.grantConsent(clientId, "payroll-deduction")).not.toBe(consentId);
  await clients.withdrawConsent(consentId);
  await clients.withdrawConsent(consentId);
  expect(t.published.all(ConsentWithdrawn)).toHaveLength(1);
  expect(clients.consent(consentId)?.withdrawn).toBeDefined();
  expect(await clients.grantConsent(clientId, "credit-report")).not.toBe(consentId);
  expect(t.published.all(ConsentGranted)).toHaveLength(3);
  await t.close();
});

test("changed details are told, and stand in the file", async () => {
  const { t, clients } = await bench();
  const clientId = await clients.register(MWILA);
  await clients.changeDetails(clientId, { changed: ["phone"], phone: "+260962345678" });
  expect((await t.published.next(ClientDetailsChanged)).payload).toMatchObject({ clientId, phone: "+260962345678" });
  expect(clients.client(clientId)?.registered).toMatchObject({ phone: "+260962345678", address: MWILA.address });
  await t.close();
});

test("an account and a loan stand in the client's file, once", async () => {
  const { t, clients } = await bench();
  const clientId = await clients.register(MWILA);
  const identity = identityPublisher(await t.connect("identity"));
  const userId = newMessageId();
  const account = { userId, kind: "client", clientId, signInName: "mwila.banda", registeredAt: "2026-03-02T06:00:00Z" };
  await identity.userRegistered(account as Parameters<typeof identity.userRegistered>[0]);
  const origination = loanOriginationPublisher(await t.connect("loan-origination"));
  const loan = disbursed(clientId);
  await origination.loanDisbursed(loan);
  await origination.loanDisbursed(loan);
  await t.idle();
  expect(clients.client(clientId)).toMatchObject({ userId, loans: [loan.loanId] });
  await t.close();
});

test("what refers to a client who is not known here waits on the ladder, and is not lost", async () => {
  const { t, clients } = await bench();
  const loan = disbursed(newMessageId());
  const origination = loanOriginationPublisher(await t.connect("loan-origination"));
  await origination.loanDisbursed(loan);
  await t.idle();
  expect(t.memory.queueDepth("client-management.loan-disbursed")).toMatchObject({ ready: 0, unsettled: 0 });
  expect(t.deadLettered.count).toBe(0);
  await t.advance("1h");
  expect((await t.deadLettered.next()).reason).toBe("client not known yet");
  expect(clients.client(loan.clientId)).toBeUndefined();
  await t.close();
});
