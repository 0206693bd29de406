import type { VirtualHost } from "@insaka/broker";
import type { Delivery, Envelope } from "@insaka/runtime";
import { Reject } from "@insaka/runtime";
import type { CreditReportRequested, LoanApproved } from "@intellifin/contracts";
import { communicationsConsumer, creditBureauConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { describe, expect, test } from "vitest";
import { APPROVED, communications, letters } from "../support/communications.js";
import { connected, lendingHost, sendRaw } from "../support/contracts.js";
import { idleCommunications, idleCreditBureau } from "../support/idle-handlers.js";
import { CREDIT_REPORT_REQUESTED, LOAN_APPROVED, NRC, PHONE, properties } from "../support/samples.js";

const REQUESTED = "credit-bureau.credit-report-requested";

describe("a good message", () => {
  test("reaches its handler once, with payload and envelope, and is acknowledged", async () => {
    const host = await lendingHost();
    const got: { payload: LoanApproved; envelope: Envelope }[] = [];
    const { told } = await communications(host, ({ payload, envelope }) => void got.push({ payload, envelope }));
    const { broker } = await connected(host, "loan-origination");
    const { messageId } = await loanOriginationPublisher(broker).loanApproved(LOAN_APPROVED, {
      correlationId: "case-9",
    });
    await told.settled({ messageId, outcome: "ack" });
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({
      payload: LOAN_APPROVED,
      envelope: {
        messageId,
        message: "LoanApproved",
        version: 2,
        sender: "loan-origination",
        correlationId: "case-9",
        attempt: 1,
        redelivered: false,
        queue: APPROVED,
        exchange: "loan-origination",
        routingKey: "loan.approved",
      },
    });
    expect(await host.management.getMessages(APPROVED, 1)).toEqual([]);
  });

  test("of version 1 comes as version 2, exactly", async () => {
    const host = await lendingHost();
    const got: LoanApproved[] = [];
    const { told } = await communications(host, ({ payload }) => void got.push(payload));
    const { loanId, applicationId } = LOAN_APPROVED;
    const sent = properties("LoanApproved", 1);
    await sendRaw(host, {
      exchange: "loan-origination",
      routingKey: "loan.approved",
      body: JSON.stringify({ loanId, applicationId, amount: 12500.5, phone: PHONE, nrc: NRC }),
      properties: sent,
    });
    const settled = await told.settled({ messageId: sent.message_id });
    expect(settled).toMatchObject({ outcome: "ack", version: 1, readAs: 2 });
    expect(got).toEqual([LOAN_APPROVED]);
  });

  test("with names that the document does not declare is read without them", async () => {
    const host = await lendingHost();
    const got: LoanApproved[] = [];
    const { told } = await communications(host, ({ payload }) => void got.push(payload));
    const sent = properties("LoanApproved", 2);
    await sendRaw(host, {
      exchange: "loan-origination",
      routingKey: "loan.approved",
      body: JSON.stringify({
        ...LOAN_APPROVED,
        campaign: "spring",
        principal: { ...LOAN_APPROVED.principal, note: "x" },
      }),
      properties: sent,
    });
    await told.settled({ messageId: sent.message_id, outcome: "ack" });
    expect(got).toEqual([LOAN_APPROVED]);
  });

  test("what its handler publishes is tied to it: correlation, causation, trace", async () => {
    const host = await lendingHost();
    const { told, broker } = await connected(host, "communications");
    const { communicationsPublisher } = await import("@intellifin/contracts");
    const send = communicationsPublisher(broker);
    let envelope: Envelope | undefined;
    await communicationsConsumer(broker, {
      handlers: {
        ...idleCommunications,
        async loanApproved(delivery) {
          envelope = delivery.envelope;
          await send.notificationSent({
            notificationId: LOAN_APPROVED.loanId,
            applicationId: LOAN_APPROVED.applicationId,
            channel: "sms",
            template: "loan-approved",
            sentTo: PHONE,
          });
        },
      },
    });
    const origination = await connected(host, "loan-origination");
    const { messageId } = await loanOriginationPublisher(origination.broker).loanApproved(LOAN_APPROVED, {
      correlationId: "case-1",
    });
    await told.settled({ messageId, outcome: "ack" });
    const [caused] = await host.management.getMessages("loan-origination.notification-sent", 1);
    expect(caused?.properties).toMatchObject({ correlation_id: "case-1", headers: { "x-causation-id": messageId } });
    const trace = (traceparent: unknown): unknown => String(traceparent).split("-")[1];
    expect(trace(caused?.properties.headers?.traceparent)).toBe(trace(envelope?.traceparent));
  });
});

describe("a handler that fails", () => {
  async function bureau(
    host: VirtualHost,
    fail: (delivery: Delivery<CreditReportRequested, "1s" | "5s" | "30s" | "2m">) => void,
    timeouts = {},
  ) {
    const exhausted: unknown[] = [];
    const { broker, told } = await connected(host, "credit-bureau", { timeouts });
    await creditBureauConsumer(broker, {
      handlers: { ...idleCreditBureau, creditReportRequested: async (delivery) => fail(delivery) },
      onExhausted: (last) => void exhausted.push(last),
    });
    const origination = await connected(host, "loan-origination");
    const send = () => loanOriginationPublisher(origination.broker).creditReportRequested(CREDIT_REPORT_REQUESTED);
    return { told, send, exhausted };
  }

  test("by an ordinary throw is retried through the wait queue under the same id, and succeeds", async () => {
    const host = await lendingHost();
    const attempts: number[] = [];
    const { told, send } = await bureau(host, ({ envelope }) => {
      attempts.push(envelope.attempt);
      expect(envelope).toMatchObject({ exchange: "credit-bureau", routingKey: "credit-report.requested" });
      if (envelope.attempt === 1) throw new Error("first time");
    });
    const { messageId } = await send();
    expect(await told.settled({ messageId, outcome: "retry" })).toMatchObject({ step: "1s", attempt: 1 });
    expect(await told.settled({ messageId, outcome: "ack" })).toMatchObject({ attempt: 2 });
    expect(attempts).toEqual([1, 2]);
  });

  test("by asking for a step waits in that step's queue", async () => {
    const host = await lendingHost();
    const { told, send } = await bureau(host, ({ retryLater }) => {
      throw retryLater("2m", "maintenance until noon");
    });
    const { messageId } = await send();
    await told.settled({ messageId, outcome: "retry", step: "2m" });
    const [waiting] = await host.management.getMessages("credit-bureau.wait.2m", 1, { keep: true });
    expect(waiting?.properties).toMatchObject({
      message_id: messageId,
      headers: { "x-attempt": 2, "x-last-reason": "maintenance until noon", "x-origin-exchange": "credit-bureau" },
    });
  });

  test("by throttling does not use up an attempt", async () => {
    const host = await lendingHost();
    const { told, send } = await bureau(host, ({ envelope, throttled }) => {
      if (!envelope.redelivered && envelope.attempt === 1) throw throttled("2m");
    });
    const { messageId } = await send();
    await told.settled({ messageId, outcome: "retry", step: "2m" });
    const [waiting] = await host.management.getMessages("credit-bureau.wait.2m", 1, { keep: true });
    expect(waiting?.properties.headers).toMatchObject({ "x-attempt": 1, "x-throttled-since": expect.any(String) });
  });

  test("by Reject goes to the dead-letter queue at once, with the handler's reason", async () => {
    const host = await lendingHost();
    const { told, send, exhausted } = await bureau(host, () => {
      throw new Reject("consent-withdrawn");
    });
    const { messageId } = await send();
    await told.settled({ messageId, outcome: "dead-letter", reason: "consent-withdrawn" });
    const [letter] = await letters(host, REQUESTED);
    expect(letter?.properties.headers).toMatchObject({
      "x-dead-reason": "consent-withdrawn",
      "x-dead-class": "permanent",
    });
    expect(exhausted).toEqual([]);
  });

  test("at its last attempt calls the exhausted hook, then dead-letters", async () => {
    const host = await lendingHost();
    const { told, exhausted } = await bureau(host, () => {
      throw new Error("still away");
    });
    const sent = properties("CreditReportRequested", 1, { "x-attempt": 8 });
    await sendRaw(host, {
      exchange: "insaka.return",
      routingKey: REQUESTED,
      body: JSON.stringify(CREDIT_REPORT_REQUESTED),
      properties: sent,
    });
    await told.settled({ messageId: sent.message_id, outcome: "dead-letter" });
    expect(exhausted).toMatchObject([
      { payload: CREDIT_REPORT_REQUESTED, envelope: { attempt: 8 }, reason: "handler threw Error" },
    ]);
    const [letter] = await letters(host, REQUESTED);
    expect(letter?.properties.headers).toMatchObject({ "x-dead-class": "transient", "x-attempt": 8 });
  });

  test("in words that quote the payload leaves no personal value in reason, detail or event", async () => {
    const host = await lendingHost();
    const { told, send } = await bureau(host, ({ payload }) => {
      throw new Reject(`no record of ${payload.nrc}`);
    });
    const { messageId } = await send();
    const settled = await told.settled({ messageId, outcome: "dead-letter" });
    const [letter] = await letters(host, REQUESTED);
    expect(settled.reason).toContain("no record of");
    expect(JSON.stringify([settled, letter?.properties])).not.toContain(NRC);
    expect(JSON.parse(letter?.payload ?? "")).toEqual(CREDIT_REPORT_REQUESTED);
  });

  test("after it has changed its payload still leaves no personal value in its reason", async () => {
    const host = await lendingHost();
    const { told, send } = await bureau(host, ({ payload }) => {
      const { nrc } = payload;
      (payload as { nrc: string }).nrc = "gone";
      throw new Reject(`no record of ${nrc}`);
    });
    const { messageId } = await send();
    const settled = await told.settled({ messageId, outcome: "dead-letter" });
    const [letter] = await letters(host, REQUESTED);
    expect(settled.reason).toContain("no record of");
    expect(JSON.stringify([settled, letter?.properties])).not.toContain(NRC);
  });

  const oddities: readonly [string, () => unknown][] = [
    ["an error whose message is an object", () => Object.assign(new Error(), { message: { code: 1 } })],
    [
      "an error whose message throws",
      () =>
        Object.defineProperty(new Error(), "message", {
          get() {
            throw new Error("no");
          },
        }),
    ],
    ["undefined", () => undefined],
    ["a very long personal text", () => new Error(`${NRC} `.repeat(50_000))],
  ];
  test.each(oddities)("by throwing %s goes up the ladder like any other", async (_, thrown) => {
    const host = await lendingHost();
    const { told, send } = await bureau(host, () => {
      throw thrown();
    });
    const { messageId } = await send();
    expect(await told.settled({ messageId, outcome: "retry" })).toMatchObject({ step: "1s", attempt: 1 });
    expect(told.events.filter((event) => event.type === "settled" && event.outcome === "requeue")).toEqual([]);
  });

  test("for the last time, with a hook that never returns, is dead-lettered all the same", async () => {
    const host = await lendingHost();
    const { broker, told } = await connected(host, "credit-bureau", { timeouts: { handler: 100 } });
    await creditBureauConsumer(broker, {
      handlers: {
        ...idleCreditBureau,
        creditReportRequested() {
          throw new Error("away");
        },
      },
      onExhausted: () => new Promise(() => undefined),
    });
    const sent = properties("CreditReportRequested", 1, { "x-attempt": 8 });
    const body = JSON.stringify(CREDIT_REPORT_REQUESTED);
    await sendRaw(host, { exchange: "insaka.return", routingKey: REQUESTED, body, properties: sent });
    await told.settled({ messageId: sent.message_id, outcome: "dead-letter" });
    expect(told.events).toContainEqual(expect.objectContaining({ type: "hook-failed", hook: "onExhausted" }));
  });

  test("by taking too long is told so by its signal, and its message is retried", async () => {
    const host = await lendingHost();
    let told: unknown;
    const { broker, told: events } = await connected(host, "credit-bureau", { timeouts: { handler: 50 } });
    await creditBureauConsumer(broker, {
      handlers: {
        ...idleCreditBureau,
        creditReportRequested: ({ signal, envelope }) =>
          envelope.attempt > 1
            ? undefined
            : new Promise((resolve) => {
                signal.addEventListener("abort", () => {
                  told = signal.reason;
                  resolve();
                });
              }),
      },
    });
    const origination = await connected(host, "loan-origination");
    const { messageId } = await loanOriginationPublisher(origination.broker).creditReportRequested(
      CREDIT_REPORT_REQUESTED,
    );
    await events.settled({ messageId, outcome: "retry", reason: "handler threw HandlerTimeout" });
    expect(told).toMatchObject({ name: "HandlerTimeout" });
  });
});

describe("a version that this build does not read", () => {
  test("waits in the longest step while patience lasts, and is not an error", async () => {
    const host = await lendingHost();
    const { told } = await communications(host, () => {
      throw new Error("must not be called");
    });
    const sent = properties("LoanApproved", 7);
    await sendRaw(host, { exchange: "loan-origination", routingKey: "loan.approved", body: "{}", properties: sent });
    await told.settled({ messageId: sent.message_id, outcome: "retry", step: "10m", reason: "newer-than-build" });
    const [waiting] = await host.management.getMessages("communications.wait.10m", 1, { keep: true });
    expect(waiting?.properties.headers).toMatchObject({
      "x-attempt": 1,
      "x-newer-since": expect.any(String),
      "x-version": 7,
    });
  });

  test("becomes a dead letter when it has waited for a day", async () => {
    const host = await lendingHost();
    const { told } = await communications(host, () => undefined);
    const since = new Date(Date.now() - 25 * 3_600_000).toISOString();
    const sent = properties("LoanApproved", 7, { "x-newer-since": since });
    await sendRaw(host, { exchange: "insaka.return", routingKey: APPROVED, body: "{}", properties: sent });
    await told.settled({ messageId: sent.message_id, outcome: "dead-letter", reason: "newer-than-build" });
    const [letter] = await letters(host, APPROVED);
    expect(letter?.properties.headers).toMatchObject({ "x-dead-class": "newer-than-build" });
  });
});
