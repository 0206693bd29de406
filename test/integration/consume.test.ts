import type { VirtualHost } from "@insaka/broker";
import type { Delivery, Envelope } from "@insaka/runtime";
import { Reject } from "@insaka/runtime";
import type { CreditReportRequested, LoanApproved } from "@intellifin/contracts";
import { communicationsConsumer, creditBureauConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { describe, expect, test } from "vitest";
import { connected, lendingHost, sendRaw } from "../support/contracts.js";
import { CREDIT_REPORT_REQUESTED, LOAN_APPROVED, NRC, PHONE, properties } from "../support/samples.js";

const APPROVED = "communications.loan-approved";
const REQUESTED = "credit-bureau.credit-report-requested";

type OnApproved = (delivery: Delivery<LoanApproved, "5s" | "30s" | "2m" | "10m">) => Promise<void> | void;

/** Runs communications with one handler that matters. */
async function communications(host: VirtualHost, loanApproved: OnApproved, timeouts: { handler?: number } = {}) {
  const { broker, told } = await connected(host, "communications", { timeouts });
  const ignore = (): void => undefined;
  await communicationsConsumer(broker, {
    handlers: { loanApproved, loanApplicationSubmitted: ignore, loanRejected: ignore },
  });
  return { broker, told };
}

async function letters(host: VirtualHost, queue: string) {
  return await host.management.getMessages(`${queue}.dlq`, 100, { keep: true });
}

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
    const ignore = (): void => undefined;
    let envelope: Envelope | undefined;
    await communicationsConsumer(broker, {
      handlers: {
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
        loanApplicationSubmitted: ignore,
        loanRejected: ignore,
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

describe("a body or an envelope that cannot be read goes to the dead-letter queue, and the consumer goes on", () => {
  const good = JSON.stringify(LOAN_APPROVED);
  const deep = `${'{"a":'.repeat(80)}1${"}".repeat(80)}`;
  const cases: readonly [reason: string, what: string, body: string | Buffer, properties: Record<string, unknown>][] = [
    ["not-json", "cut short", good.slice(0, 40), properties("LoanApproved", 2)],
    ["not-utf8", "not UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), properties("LoanApproved", 2)],
    ["too-deep", "too deep", deep, properties("LoanApproved", 2)],
    ["too-large", "too large", JSON.stringify({ blob: "x".repeat(1_100_000) }), properties("LoanApproved", 2)],
    ["content-type", "of another content type", good, { ...properties("LoanApproved", 2), content_type: "text/xml" }],
    ["content-encoding", "compressed", good, { ...properties("LoanApproved", 2), content_encoding: "gzip" }],
    [
      "forbidden-key",
      "with a __proto__ key",
      good.replace("{", '{"__proto__":{"x":1},'),
      properties("LoanApproved", 2),
    ],
    ["unknown-message", "of an unknown message", good, properties("LoanForgiven", 1)],
    ["no-version", "without a version", good, { ...properties("LoanApproved", 2), headers: {} }],
    ["no-message-id", "without an id", good, { ...properties("LoanApproved", 2), message_id: undefined }],
    ["schema", "that breaks its schema", good.replace('"12500.50"', "12500.5"), properties("LoanApproved", 2)],
    ["schema", "that is an array", `[${good}]`, properties("LoanApproved", 2)],
    ["schema", "that is null", "null", properties("LoanApproved", 2)],
    [
      "upcast-refused",
      "whose amount has no exact form in version 2",
      JSON.stringify({ ...LOAN_APPROVED, principal: undefined, amount: 1234.565 }),
      properties("LoanApproved", 1),
    ],
  ];

  test("each with its reason, its body untouched, none lost", async () => {
    const host = await lendingHost();
    const got: string[] = [];
    const { told } = await communications(host, ({ envelope }) => void got.push(envelope.messageId));
    const route = { exchange: "loan-origination", routingKey: "loan.approved" };
    for (const [, , body, sent] of cases) expect(await sendRaw(host, { ...route, body, properties: sent })).toBe(true);
    const last = properties("LoanApproved", 2);
    await sendRaw(host, { ...route, body: good, properties: last });
    await told.settled({ messageId: last.message_id, outcome: "ack" });
    await told.until((events) => {
      const dead = events.filter((event) => event.type === "settled" && event.outcome === "dead-letter");
      return dead.length === cases.length ? dead : undefined;
    });
    expect(got).toEqual([last.message_id]);

    const dead = await letters(host, APPROVED);
    const seen = dead.map(({ properties: { headers }, payload, payload_encoding }) => ({
      reason: headers?.["x-dead-reason"],
      class: headers?.["x-dead-class"],
      body: Buffer.from(payload, payload_encoding === "base64" ? "base64" : "utf8").toString("hex"),
    }));
    const expected = cases.map(([reason, , body]) => ({
      reason,
      class: "invalid",
      body: Buffer.from(body as string).toString("hex"),
    }));
    const sorted = (list: readonly { reason: unknown; body: string }[]) =>
      list.map((item) => JSON.stringify(item)).sort();
    expect(sorted(seen)).toEqual(sorted(expected));
    for (const {
      properties: { headers },
    } of dead) {
      expect(headers).toMatchObject({
        "x-dead-service": "communications",
        "x-dead-queue": APPROVED,
        "x-origin-exchange": "loan-origination",
        "x-origin-routing-key": "loan.approved",
        "x-attempt": 1,
        "x-crashes": 0,
      });
      for (const value of [PHONE, NRC, "12500", "1234.565"]) expect(JSON.stringify(headers)).not.toContain(value);
    }
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
      handlers: { creditReportRequested: async (delivery) => fail(delivery) },
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

describe("headers", () => {
  const route = { exchange: "loan-origination", routingKey: "loan.approved" };

  test("that leave no room for ours are left behind, named, and the reason is there", async () => {
    const host = await lendingHost();
    const { told } = await communications(host, () => undefined);
    const sent = properties("LoanApproved", 2, { filler: "y".repeat(65_300) });
    await sendRaw(host, { ...route, body: "{", properties: sent });
    await told.settled({ messageId: sent.message_id, outcome: "dead-letter", reason: "not-json" });
    const [letter] = await letters(host, APPROVED);
    expect(letter?.payload).toBe("{");
    expect(Object.keys(letter?.properties.headers ?? {})).not.toContain("filler");
    expect(letter?.properties.headers).toMatchObject({
      "x-dead-reason": "not-json",
      "x-dropped-headers": "filler",
      "x-version": 2,
    });
  });

  test("in which a sender makes up attempts or an origin are not believed", async () => {
    const host = await lendingHost();
    const envelopes: Envelope[] = [];
    const { told } = await communications(host, ({ envelope }) => void envelopes.push(envelope));
    const forged = { "x-attempt": 6, "x-origin-exchange": "credit-bureau", "x-origin-routing-key": "admin.override" };
    const sent = properties("LoanApproved", 2, forged);
    await sendRaw(host, { ...route, body: JSON.stringify(LOAN_APPROVED), properties: sent });
    await told.settled({ messageId: sent.message_id, outcome: "ack", attempt: 1 });
    expect(envelopes).toMatchObject([{ attempt: 1, ...route }]);
  });
});
