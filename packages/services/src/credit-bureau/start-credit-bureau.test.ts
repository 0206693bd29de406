import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { newMessageId } from "@insaka/runtime";
import { createTestBroker } from "@insaka/runtime/testing";
import type { CreditReportRequested } from "@intellifin/contracts";
import {
  CreditReportFailed,
  CreditReportReceived,
  clientManagementPublisher,
  loanOriginationPublisher,
} from "@intellifin/contracts";
import { definitions } from "@intellifin/contracts/definitions";
import { expect, onTestFinished, test } from "vitest";
import { startCreditBureau } from "./start-credit-bureau.js";

const REPORT = { bureau: "crb-africa", score: 712, band: "good" } as const;

function request(changes: Partial<CreditReportRequested> = {}): CreditReportRequested {
  return { applicationId: newMessageId(), nrc: "123456/10/1", consentId: newMessageId(), ...changes };
}

/** A licensed bureau that answers what it is told to, and keeps what it was asked. */
async function bureau() {
  const asked: { readonly url: string | undefined; readonly body: string }[] = [];
  const state = { status: 200, body: JSON.stringify({ reference: "CRB-2026-000117", report: REPORT }) };
  const server = createServer(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += String(chunk);
    asked.push({ url: incoming.url, body });
    response.writeHead(state.status, { "content-type": "application/json" }).end(state.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/reports` };
}

async function bench() {
  const licensed = await bureau();
  const t = createTestBroker({ definitions });
  const today = () => new Date("2026-03-02T06:40:00Z");
  await startCreditBureau({ broker: t.provider, bureauUrl: licensed.url, today });
  const lending = loanOriginationPublisher(await t.connect("loan-origination"));
  const clients = clientManagementPublisher(await t.connect("client-management"));
  const ask = async (asked: CreditReportRequested, messageId: string = newMessageId()) => {
    await lending.creditReportRequested(asked, { messageId });
    await t.idle();
  };
  const withdraw = async (consentId: string) => {
    await clients.consentWithdrawn({
      consentId,
      clientId: newMessageId(),
      purpose: "credit-report",
      withdrawnThrough: "branch",
      withdrawnAt: "2026-03-02T08:00:00+02:00",
    });
    await t.idle();
  };
  return { t, licensed, ask, withdraw };
}

test("a report that the bureau has is sent on; who is asked about stands in no address", async () => {
  const { t, licensed, ask } = await bench();
  const asked = request();
  await ask(asked);
  expect((await t.published.next(CreditReportReceived)).payload).toEqual({
    applicationId: asked.applicationId,
    bureauReference: "CRB-2026-000117",
    report: REPORT,
    obtainedOn: "2026-03-02",
  });
  expect(licensed.asked).toEqual([{ url: "/reports", body: JSON.stringify({ nrc: asked.nrc }) }]);
  await t.close();
});

test("a person of whom the bureau has no record", async () => {
  const { t, licensed, ask } = await bench();
  licensed.state.status = 404;
  const { applicationId, ...asked } = request();
  await ask({ applicationId, ...asked });
  expect((await t.published.next(CreditReportFailed)).payload).toEqual({ applicationId, reason: "no-record" });
  await t.close();
});

test("a request that comes twice asks the bureau once", async () => {
  const { t, licensed, ask } = await bench();
  const messageId = newMessageId();
  const asked = request();
  await ask(asked, messageId);
  await ask(asked, messageId);
  expect(licensed.asked).toHaveLength(1);
  expect(t.published.all(CreditReportReceived)).toHaveLength(1);
  await t.close();
});

test("a report that could not be sent is not fetched again", async () => {
  const { t, licensed, ask } = await bench();
  t.memory.deleteQueue("loan-origination.credit-report-received");
  t.memory.deleteQueue("reporting.credit-bureau");
  await ask(request());
  licensed.state.body = JSON.stringify({ reference: "another", report: REPORT });
  t.memory.importDefinitions(definitions);
  await t.advance("1s");
  expect((await t.published.next(CreditReportReceived)).payload).toMatchObject({ bureauReference: "CRB-2026-000117" });
  expect(licensed.asked).toHaveLength(1);
  await t.close();
});

test("a bureau that is away is waited for, step by step", async () => {
  const { t, licensed, ask } = await bench();
  licensed.state.status = 503;
  await ask(request());
  expect(t.memory.messages("credit-bureau.wait.1s")).toHaveLength(1);
  await t.advance("1s");
  await t.idle();
  expect(t.memory.messages("credit-bureau.wait.5s")).toHaveLength(1);
  licensed.state.status = 200;
  await t.advance("5s");
  await t.published.next(CreditReportReceived);
  expect(licensed.asked).toHaveLength(3);
  await t.close();
});

test("a consent that is withdrawn is not used any more, also by a request that has waited", async () => {
  const { t, licensed, ask, withdraw } = await bench();
  licensed.state.status = 503;
  const [waiting, later, other] = [request(), request(), request()];
  await ask(waiting);
  for (const { consentId } of [waiting, later]) await withdraw(consentId);
  await withdraw(waiting.consentId);
  licensed.state.status = 200;
  await ask(later);
  await t.advance("1s");
  await ask(other);
  const failed = t.published.all(CreditReportFailed).map(({ payload }) => payload);
  expect(failed).toEqual([later, waiting].map(({ applicationId }) => ({ applicationId, reason: "consent-withdrawn" })));
  const received = t.published.all(CreditReportReceived).map(({ payload }) => payload.applicationId);
  expect(received).toEqual([other.applicationId]);
  // The one before its withdrawal, and the one of the other person.
  expect(licensed.asked).toHaveLength(2);
  await t.close();
});
