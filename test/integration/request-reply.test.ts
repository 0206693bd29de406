import type { Envelope } from "@insaka/runtime";
import { newMessageId } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import { freshVhost } from "../support/broker.js";
import { connected } from "../support/contracts.js";
import { gate, gateway, origination, rejection, responderByHand } from "../support/conversations.js";
import { LOAN_DESK, loanDesk, originationConsumer, REQUESTS, requesterOf } from "../support/loan-desk.js";

describe("a request", () => {
  test("is answered with one of its replies, typed and with its envelope", async () => {
    const host = await loanDesk();
    const seen: Envelope[] = [];
    await origination(host, ({ payload, envelope }) => {
      seen.push(envelope);
      return payload.amount > 100
        ? { refused: { why: "too much" } }
        : { accepted: { reference: `A-${payload.amount}` } };
    });
    const { ask, queue, told } = await gateway(host);
    const messageId = newMessageId();
    const accepted = await ask.submitApplication({ amount: 7 }, { messageId, correlationId: "case-1" });
    expect(accepted).toMatchObject({
      reply: "accepted",
      payload: { reference: "A-7" },
      envelope: {
        message: "ApplicationAccepted",
        version: 2,
        sender: "loan-origination",
        causationId: messageId,
        correlationId: "case-1",
        queue,
      },
    });
    expect(await ask.submitApplication({ amount: 500 })).toMatchObject({
      reply: "refused",
      payload: { why: "too much" },
    });
    expect(seen[0]).toMatchObject({ messageId, message: "SubmitApplication", sender: "api-gateway" });
    expect(accepted.envelope.traceparent?.slice(0, 35)).toBe(seen[0]?.traceparent?.slice(0, 35));
    expect(await told.settled({ queue, message: "ApplicationAccepted" })).toMatchObject({ outcome: "ack", readAs: 2 });
  });

  test("to a responder that is down waits in its queue, and is answered when it is up", async () => {
    const host = await loanDesk();
    const { ask, told } = await gateway(host);
    const answer = ask.submitApplication({ amount: 7 });
    await told.until((events) => events.find(({ type }) => type === "published"));
    await origination(host, () => ({ accepted: { reference: "later" } }));
    expect((await answer).payload).toEqual({ reference: "later" });
  });

  test("whose handling fails is retried, and its reply still finds the way", async () => {
    const host = await loanDesk();
    const { told } = await origination(host, ({ envelope, retryLater }) => {
      if (envelope.attempt === 1) throw retryLater("50ms");
      return { accepted: { reference: `attempt ${envelope.attempt}` } };
    });
    const { ask } = await gateway(host);
    expect((await ask.submitApplication({ amount: 7 })).payload).toEqual({ reference: "attempt 2" });
    expect(await told.settled({ outcome: "ack" })).toMatchObject({ attempt: 2 });
  });

  test("without a reply in time is rejected as unknown; the late reply is dropped and told", async () => {
    const host = await loanDesk();
    const { opened, open } = gate();
    await origination(host, async () => {
      await opened;
      return { accepted: { reference: "late" } };
    });
    const { ask, told, queue } = await gateway(host);
    const error = await rejection(ask.submitApplication({ amount: 7 }, { timeoutMs: 150 }));
    expect(error).toMatchObject({ code: "reply-timeout", outcome: "unknown", retryable: true });
    open();
    expect(await told.settled({ queue })).toMatchObject({ outcome: "dropped", reason: "late-reply" });
  });

  test("that cannot be sent is rejected at once, for the publish's own reason", async () => {
    const host = await loanDesk();
    const { ask } = await gateway(host);
    expect(await rejection(ask.submitApplication({ amount: "7" } as never))).toMatchObject({
      code: "invalid-payload",
      outcome: "not-sent",
    });
    await host.management.deleteQueue(REQUESTS);
    expect(await rejection(ask.submitApplication({ amount: 7 }))).toMatchObject({ code: "returned" });
  });

  test("with an id that waits already, one too many, or an odd time-out is refused", async () => {
    const host = await loanDesk();
    const { ask } = await gateway(host, { limits: { pendingRequests: 1 }, timeouts: { drain: 0 } });
    const messageId = newMessageId();
    const first = rejection(ask.submitApplication({ amount: 7 }, { messageId, timeoutMs: 60_000 }));
    expect(await rejection(ask.submitApplication({ amount: 7 }, { messageId }))).toMatchObject({
      code: "configuration",
      outcome: "not-sent",
    });
    expect(await rejection(ask.submitApplication({ amount: 7 }))).toMatchObject({
      code: "overloaded",
      outcome: "not-sent",
      retryable: true,
    });
    expect(await rejection(ask.submitApplication({ amount: 7 }, { timeoutMs: 0.5 }))).toMatchObject({
      code: "configuration",
    });
    const { answer } = await responderByHand(host);
    await answer("ApplicationRefused", 7, {});
    expect(await first).toMatchObject({ code: "reply-invalid" });
  });
});

describe("a reply", () => {
  test("of an older version is upcast, as for a consumer", async () => {
    const host = await loanDesk();
    const { ask } = await gateway(host);
    const asked = ask.submitApplication({ amount: 7 });
    const { answer } = await responderByHand(host);
    await answer("ApplicationAccepted", 1, { ref: "old" });
    expect(await asked).toMatchObject({ reply: "accepted", payload: { reference: "old" }, envelope: { version: 1 } });
  });

  test("by a responder that knows only correlation counts as well", async () => {
    const host = await loanDesk();
    const { ask } = await gateway(host);
    const asked = ask.submitApplication({ amount: 7 });
    const { id, answer } = await responderByHand(host);
    await answer("ApplicationRefused", 1, { why: "no" }, { correlation_id: id, headers: { "x-version": 1 } });
    expect(await asked).toMatchObject({ reply: "refused", payload: { why: "no" } });
  });

  test.each<[string, number, unknown, RegExp]>([
    ["newer than this build", 3, {}, /newer-than-build, version 3, this build reads up to 2/],
    ["that breaks its schema", 2, { reference: 7 }, /schema, \/reference type \(found integer\)/],
    ["that is no JSON", 2, "{", /not-json/],
  ])("%s rejects its request at once", async (_, version, body, why) => {
    const host = await loanDesk();
    const { ask, told, queue } = await gateway(host);
    const asked = rejection(ask.submitApplication({ amount: 7 }));
    const { answer } = await responderByHand(host);
    await answer("ApplicationAccepted", version, body);
    const error = await asked;
    expect(error).toMatchObject({ code: "reply-invalid", retryable: false });
    expect(error.message).toMatch(why);
    expect(await told.settled({ queue })).toMatchObject({ outcome: "dropped" });
  });

  test("that is hostile settles nothing; the right one does, and a second one is dropped", async () => {
    const host = await loanDesk();
    const { ask, told, queue } = await gateway(host);
    const asked = ask.submitApplication({ amount: 7 });
    const { id, answer } = await responderByHand(host);
    const stranger = { "x-causation-id": newMessageId(), "x-version": 2 };
    const foreign = { correlation_id: id, headers: stranger };
    const hostile: readonly (readonly [string, number, unknown, object?])[] = [
      ["ApplicationAccepted", 2, { reference: "forged" }, { headers: stranger }],
      ["ApplicationAccepted", 2, { reference: "forged" }, foreign],
      ["ApplicationAccepted", 2, "\u0000garbage", { headers: { "x-causation-id": 7 } }],
      ["LoanApproved", 1, { loanId: "forged" }],
      ["constructor", 1, "{", { headers: { "x-causation-id": "__proto__" } }],
      ["", 1, "", { message_id: "" }],
    ];
    for (const [type, version, body, others] of hostile)
      expect(await answer(type, version, body, { ...others })).toBe(true);
    const dropped = () =>
      told.events.flatMap((event) => (event.type === "settled" && event.outcome === "dropped" ? [event.reason] : []));
    await told.until(() => (dropped().length === hostile.length ? true : undefined));
    expect(new Set(dropped())).toEqual(new Set(["unknown-reply"]));
    await answer("ApplicationAccepted", 2, { reference: "right" });
    expect((await asked).payload).toEqual({ reference: "right" });
    await answer("ApplicationAccepted", 2, { reference: "again" });
    expect(await told.settled({ reason: "second-reply" })).toMatchObject({ queue, outcome: "dropped" });
  });

  test("goes to the instance that asked, of several", async () => {
    const host = await loanDesk();
    await origination(host, ({ payload }) => ({ accepted: { reference: String(payload.amount) } }));
    const instances = await Promise.all([gateway(host), gateway(host)]);
    const other = await connected(host, "credit-bureau");
    const asks = [...instances.map(({ ask }) => ask), await requesterOf("credit-bureau")(other.broker)];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, amount) => asks[amount % asks.length]!.submitApplication({ amount })),
    );
    expect(answers.map(({ payload }) => payload)).toEqual(
      Array.from({ length: 30 }, (_, amount) => ({ reference: String(amount) })),
    );
    const unawaited = instances.flatMap(({ told }) =>
      told.events.filter((event) => event.type === "settled" && event.outcome !== "ack"),
    );
    expect(unawaited).toEqual([]);
  });
});

describe("closing", () => {
  test("waits for replies until its deadline, and takes no new request", async () => {
    const host = await loanDesk();
    const { opened, open } = gate();
    const begun = gate();
    await origination(host, async ({ payload }) => {
      begun.open();
      if (payload.amount === 1) await opened;
      return { accepted: { reference: "in time" } };
    });
    const { ask, broker } = await gateway(host);
    const asked = ask.submitApplication({ amount: 1 });
    await begun.opened;
    const closing = broker.close();
    // A turn of the event loop: what has to drain first has nothing to do.
    await new Promise(setImmediate);
    const refused = rejection(ask.submitApplication({ amount: 2 }));
    expect(await refused).toMatchObject({ code: "closed", outcome: "not-sent" });
    open();
    expect((await asked).payload).toEqual({ reference: "in time" });
    expect(await closing).toMatchObject({ unconfirmed: 0 });
  });

  test("rejects what is not answered by then, as unknown", async () => {
    const host = await loanDesk();
    const { ask, broker, told } = await gateway(host);
    const asked = rejection(ask.submitApplication({ amount: 1 }));
    await told.until((events) => events.find(({ type }) => type === "published"));
    await broker.close({ deadlineMs: 50 });
    expect(await asked).toMatchObject({ code: "closed", outcome: "unknown" });
  });

  test("lets a handler in flight ask what it needs to end", async () => {
    const everything = { user: "loan-origination", configure: ".*", write: ".*", read: ".*" };
    const others = (LOAN_DESK.permissions ?? []).filter(({ user }) => user !== everything.user);
    const host = await freshVhost({ ...LOAN_DESK, permissions: [...others, everything], topic_permissions: [] });
    const { broker, told } = await connected(host, "loan-origination");
    const ask = await requesterOf("loan-origination")(broker);
    const { opened, open } = gate();
    const begun = gate();
    let inner: unknown;
    await originationConsumer(broker, {
      handlers: {
        async submitApplication() {
          begun.open();
          await opened;
          inner = await ask.submitApplication({ amount: 2 });
          return { accepted: { reference: "x" } };
        },
      },
    });
    const other = await gateway(host);
    const asked = other.ask.submitApplication({ amount: 1 });
    await begun.opened;
    const closing = broker.close();
    open();
    const { answer } = await responderByHand(host);
    await answer("ApplicationRefused", 1, { why: "asked while closing" });
    expect(await closing).toEqual({ finished: 1, handedBack: 0, unconfirmed: 0 });
    expect(inner).toMatchObject({ reply: "refused" });
    expect((await asked).reply).toBe("accepted");
    expect(told.events.filter((event) => event.type === "settled" && event.outcome === "requeue")).toEqual([]);
  });
});
