import type { ContractError } from "@insaka/runtime";
import { isContractError } from "@insaka/runtime";
import type { LoanApproved } from "@intellifin/contracts";
import { loanOriginationPublisher } from "@intellifin/contracts";
import { describe, expect, test } from "vitest";
import { freshVhost } from "../support/broker.js";
import { connected, DEFINITIONS, eventually, lendingHost } from "../support/contracts.js";

const QUEUE = "communications.loan-approved";
const PAYLOAD: LoanApproved = {
  loanId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c03",
  applicationId: "0192f0c1-7d3a-7c11-9a52-0f4a1f6f2c01",
  principal: { amount: "12500.50", currency: "ZMW" },
  phone: "+260971234567",
};

async function failure(publish: Promise<unknown>): Promise<ContractError> {
  const reason = await publish.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isContractError(reason)) throw new Error(`expected a ContractError, got ${String(reason)}`);
  return reason;
}

describe("a message that is published", () => {
  test("is stored, with everything on it that a receiver relies on", async () => {
    const host = await lendingHost();
    const { broker } = await connected(host, "loan-origination");
    const { messageId } = await loanOriginationPublisher(broker).loanApproved(PAYLOAD, { correlationId: "case-7" });
    const [message] = await host.management.getMessages(QUEUE, 1);
    expect(JSON.parse(message?.payload ?? "")).toEqual(PAYLOAD);
    expect(messageId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(message).toMatchObject({
      exchange: "loan-origination",
      routing_key: "loan.approved",
      properties: {
        message_id: messageId,
        type: "LoanApproved",
        app_id: "loan-origination",
        content_type: "application/json",
        correlation_id: "case-7",
        delivery_mode: 2,
        headers: { "x-version": 2, traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) },
      },
    });
  });

  test("in a burst arrives whole, each once, in order", async () => {
    const host = await lendingHost();
    const { broker } = await connected(host, "loan-origination");
    const publisher = loanOriginationPublisher(broker);
    const receipts = await Promise.all(Array.from({ length: 500 }, () => publisher.loanApproved(PAYLOAD)));
    const stored = await host.management.getMessages(QUEUE, 1_000);
    expect(stored.map(({ properties }) => properties.message_id)).toEqual(receipts.map(({ messageId }) => messageId));
  });
});

describe("a payload that breaks its schema is refused before the socket", () => {
  const broken: readonly [string, unknown, RegExp][] = [
    ["a missing property", { ...PAYLOAD, phone: undefined }, /\/phone/],
    [
      "a wrong type",
      { ...PAYLOAD, principal: { amount: 12500.5, currency: "ZMW" } },
      /\/principal\/amount: expected .*, found number/,
    ],
    [
      "a property that the document does not declare",
      { ...PAYLOAD, secret: "s3cret-value" },
      /\/\?: expected only the declared names/,
    ],
    [
      "an old version's shape",
      { loanId: PAYLOAD.loanId, applicationId: PAYLOAD.applicationId, amount: 1, phone: PAYLOAD.phone },
      /\/principal/,
    ],
    ["a personal value in the wrong form", { ...PAYLOAD, phone: "0971234567" }, /\/phone/],
  ];
  test.each(broken)("%s", async (_, payload, where) => {
    const host = await lendingHost();
    const { broker } = await connected(host, "loan-origination");
    const error = await failure(loanOriginationPublisher(broker).loanApproved(payload as LoanApproved));
    expect(error).toMatchObject({ code: "invalid-payload", outcome: "not-sent", retryable: false });
    expect(error.message).toMatch(where);
    for (const value of ["0971234567", "s3cret-value", "12500", PAYLOAD.phone])
      expect(error.message).not.toContain(value);
    expect(await host.management.getMessages(QUEUE, 1)).toEqual([]);
  });

  test("an object that would turn into something else on the way", async () => {
    const host = await lendingHost();
    const { broker } = await connected(host, "loan-origination");
    const payload = { ...PAYLOAD, toJSON: () => ({ nothing: true }) };
    const hidden = Object.defineProperty({ ...PAYLOAD }, "toJSON", { value: () => ({}), enumerable: false });
    for (const each of [payload, hidden]) {
      expect(await failure(loanOriginationPublisher(broker).loanApproved(each))).toMatchObject({
        code: "invalid-payload",
        outcome: "not-sent",
      });
    }
  });

  test("a body above the limit", async () => {
    const host = await lendingHost();
    const { broker } = await connected(host, "loan-origination", { limits: { bodyBytes: 100 } });
    expect(await failure(loanOriginationPublisher(broker).loanApproved(PAYLOAD))).toMatchObject({
      code: "payload-too-large",
      outcome: "not-sent",
    });
  });
});

describe("what the broker does with a publish becomes a typed outcome", () => {
  test("no queue is bound: returned", async () => {
    const host = await lendingHost();
    const bound = (DEFINITIONS.bindings ?? []).filter(({ routing_key }) => routing_key === "loan.approved");
    for (const { destination } of bound) await host.management.deleteQueue(destination);
    const { broker } = await connected(host, "loan-origination");
    expect(await failure(loanOriginationPublisher(broker).loanApproved(PAYLOAD))).toMatchObject({
      code: "returned",
      outcome: "returned",
    });
  });

  test("a queue is full: nacked", async () => {
    const policies = (DEFINITIONS.policies ?? []).map((policy) =>
      policy.name.endsWith(QUEUE) ? { ...policy, definition: { ...policy.definition, "max-length": 1 } } : policy,
    );
    const host = await freshVhost({ ...DEFINITIONS, policies });
    const { broker } = await connected(host, "loan-origination");
    const publisher = loanOriginationPublisher(broker);
    // A quorum queue counts a little late, so it takes some more than its limit before it refuses.
    let refused: ContractError | undefined;
    while (refused === undefined) {
      await publisher.loanApproved(PAYLOAD).catch((error: ContractError) => {
        refused = error;
      });
    }
    expect(refused).toMatchObject({ code: "nacked", outcome: "nacked", retryable: true });
  });

  test("its exchange is gone: the other routes go on", async () => {
    const host = await lendingHost();
    const { broker } = await connected(host, "loan-origination");
    const publisher = loanOriginationPublisher(broker);
    await host.management.deleteExchange("credit-bureau");
    const good = Array.from({ length: 20 }, () => publisher.loanApproved(PAYLOAD));
    const bad = publisher.creditReportRequested({
      applicationId: PAYLOAD.applicationId,
      nrc: "123456/10/1",
      consentId: PAYLOAD.loanId,
    });
    expect(await failure(bad)).toMatchObject({ code: "exchange-missing", scope: "channel", outcome: "not-sent" });
    expect(await Promise.all(good)).toHaveLength(20);
    await publisher.loanApproved(PAYLOAD);
  });

  test("the connection is cut with publishes in flight: unknown for those, and the next ones work", async () => {
    const host = await lendingHost();
    const { broker, told } = await connected(host, "loan-origination", { timeouts: { backoffCap: 100 } });
    const publisher = loanOriginationPublisher(broker);
    await publisher.loanApproved(PAYLOAD);
    // The management API shows a connection some seconds after it was opened, and can close it only then.
    await eventually(async () => (await host.management.connections()).length >= 2);
    let open = true;
    const lost = told.until((events) => events.find((event) => event.type === "connection" && event.state === "lost"));
    void lost.then(() => {
      open = false;
    });
    const closing = host.management.closeConnections();
    const confirmed = new Set<string>();
    const failed: ContractError[] = [];
    const publishing: Promise<unknown>[] = [];
    while (open) {
      const each = publisher.loanApproved(PAYLOAD).then(
        ({ messageId }) => confirmed.add(messageId),
        (error: ContractError) => failed.push(error),
      );
      publishing.push(each);
      if (publishing.length % 50 === 0) await each;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await closing;
    await Promise.all(publishing);
    for (const { outcome } of failed) expect(["unknown", "not-sent"]).toContain(outcome);
    confirmed.add((await publisher.loanApproved(PAYLOAD)).messageId);
    const stored = await host.management.getMessages(QUEUE, 100_000);
    const ids = new Set(stored.map(({ properties }) => properties.message_id));
    expect([...confirmed].filter((id) => !ids.has(id))).toEqual([]);
  });
});

describe("connecting", () => {
  test("with a wrong password fails at once, and does not repeat it", async () => {
    const host = await lendingHost();
    const url = new URL(host.url("loan-origination"));
    url.password = "wrong-password";
    const { connect } = await import("@insaka/runtime");
    const error = await failure(connect(url.href, { service: "loan-origination" }));
    expect(error).toMatchObject({ code: "connect-failed", retryable: false });
    expect(error.message).not.toContain("wrong-password");
  });

  test("without a URL says which variable to set", async () => {
    const { connect } = await import("@insaka/runtime");
    expect(await failure(connect(undefined, { service: "x" }))).toMatchObject({
      code: "configuration",
      message: /RABBITMQ_URL/,
    });
  });
});
