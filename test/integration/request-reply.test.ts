import type { VirtualHost } from "@insaka/broker";
import type { ContractError, Envelope } from "@insaka/runtime";
import { connect, newMessageId } from "@insaka/runtime";
import { connect as connectRaw } from "amqplib";
import { describe, expect, onTestFinished, test } from "vitest";
import { freshVhost, broker as node } from "../support/broker.js";
import { letters } from "../support/communications.js";
import { connected, eventually, sendRaw, Told } from "../support/contracts.js";
import { holdingProxy } from "../support/holding-proxy.js";
import {
  gatewayRequester,
  LOAN_DESK,
  loanDesk,
  originationConsumer,
  REQUESTS,
  requesterOf,
} from "../support/loan-desk.js";
import { properties } from "../support/samples.js";

type Answering = Parameters<typeof originationConsumer>[1]["handlers"]["submitApplication"];

/** Whoever asks: one connected instance of api-gateway. */
async function gateway(host: VirtualHost, options: Parameters<typeof connected>[2] = {}) {
  const { broker, told } = await connected(host, "api-gateway", options);
  const ask = await gatewayRequester(broker);
  return { broker, told, ask, queue: Object.keys(broker.health().queues)[0]! };
}

/** Whoever answers. */
async function origination(host: VirtualHost, submitApplication: Answering) {
  const { broker, told } = await connected(host, "loan-origination");
  await originationConsumer(broker, { handlers: { submitApplication } });
  return { broker, told };
}

/** Takes the next request off its queue by hand, and answers it, or anything else, with any bytes. */
async function responderByHand(host: VirtualHost) {
  let request: Readonly<Record<string, unknown>> | undefined;
  await eventually(async () => {
    const [message] = await host.management.getMessages(REQUESTS, 1);
    request = message?.properties;
    return message !== undefined;
  });
  const { reply_to, message_id } = request ?? {};
  const [replyTo, id] = [String(reply_to), String(message_id)];
  const answer = (type: string, version: number, body: unknown, others: Readonly<Record<string, unknown>> = {}) =>
    sendRaw(host, {
      exchange: "insaka.reply",
      routingKey: replyTo,
      body: typeof body === "string" ? body : JSON.stringify(body),
      properties: { ...properties(type, version, { "x-causation-id": id }), ...others },
    });
  return { id, replyTo, answer };
}

/** A connection that a test can cut; its proxy stands between the service and the broker. */
async function throughProxy(host: VirtualHost, service: string) {
  const proxy = await holdingProxy(node.amqpHost, node.amqpPort);
  const url = new URL(host.url(service));
  url.port = String(proxy.port);
  const told = new Told();
  const broker = await connect(url.href, { service, observe: told.observe, timeouts: { backoffCap: 200 } });
  onTestFinished(async () => void (await broker.close({ deadlineMs: 1_000 })));
  return { broker, told, cut: () => proxy.cut() };
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

async function rejection(asking: Promise<unknown>): Promise<ContractError> {
  return await asking.then(
    () => expect.fail("it was answered"),
    (error: ContractError) => error,
  );
}

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

describe("a lost connection", () => {
  test("of the requester costs no request that waits: its queue comes back under the same name", async () => {
    const host = await loanDesk();
    const { opened, open } = gate();
    const begun = gate();
    await origination(host, async () => {
      begun.open();
      await opened;
      return { accepted: { reference: "after the loss" } };
    });
    const { broker, told, cut } = await throughProxy(host, "api-gateway");
    const ask = await gatewayRequester(broker);
    const [queue] = Object.keys(broker.health().queues);
    const asked = ask.submitApplication({ amount: 7 });
    await Promise.all([begun.opened, told.until((events) => events.find(({ type }) => type === "published"))]);
    cut();
    await told.subscription(queue!, "lost");
    expect(broker.health()).toMatchObject({ ready: false });
    // Asked while nobody could answer: it is sent when the queue is there again.
    const meanwhile = ask.submitApplication({ amount: 8 });
    await told.until((events) => {
      const lost = events.findIndex((event) => event.type === "subscription" && event.state === "lost");
      return events.slice(lost).find((event) => event.type === "subscription" && event.state === "active");
    });
    open();
    expect((await asked).payload).toEqual({ reference: "after the loss" });
    expect((await meanwhile).reply).toBe("accepted");
    expect(Object.keys(broker.health().queues)).toEqual([queue]);
  });

  test("of the responder makes two replies to one request, of which the first counts", async () => {
    const host = await loanDesk();
    const responder = await throughProxy(host, "loan-origination");
    let runs = 0;
    await originationConsumer(responder.broker, {
      handlers: {
        async submitApplication() {
          runs += 1;
          if (runs === 1) {
            responder.cut();
            await responder.told.until((events) => {
              const states = events.flatMap((event) =>
                event.type === "connection" && event.role === "publish" ? [event.state] : [],
              );
              return states.includes("lost") && states.at(-1) === "ready" ? true : undefined;
            });
          }
          return { accepted: { reference: "twice" } };
        },
      },
    });
    const { ask, told } = await gateway(host);
    expect((await ask.submitApplication({ amount: 7 })).payload).toEqual({ reference: "twice" });
    await told.settled({ outcome: "dropped", reason: "second-reply" });
    expect(runs).toBe(2);
  });
});

describe("a responder", () => {
  test("goes on when whoever asked is gone: the request is done, the reply is told", async () => {
    const host = await loanDesk();
    const { opened, open } = gate();
    const { told } = await origination(host, async () => {
      await opened;
      return { accepted: { reference: "for nobody" } };
    });
    const gone = await gateway(host);
    const asked = rejection(gone.ask.submitApplication({ amount: 7 }));
    await gone.told.until((events) => events.find(({ type }) => type === "published"));
    await gone.broker.close({ deadlineMs: 0 });
    expect(await asked).toMatchObject({ code: "closed", outcome: "unknown" });
    open();
    expect(await told.until((events) => events.find(({ type }) => type === "reply-undeliverable"))).toMatchObject({
      queue: REQUESTS,
      reason: "returned",
    });
    expect(await told.settled({ queue: REQUESTS })).toMatchObject({ outcome: "ack" });
    const { ask } = await gateway(host);
    expect((await ask.submitApplication({ amount: 7 })).reply).toBe("accepted");
  });

  test.each<[string, string | undefined, string]>([
    ["no queue for the reply", undefined, "no-reply-to"],
    ["a queue that is no instance's", "loan-origination.submit-application", "bad-reply-to"],
    ["a queue's name of no bound", `api-gateway.instance.${"x".repeat(100)}`, "bad-reply-to"],
    ["a pattern", "api-gateway.instance.#", "bad-reply-to"],
  ])("handles a request that names %s, and answers nobody", async (_, replyTo, reason) => {
    const host = await loanDesk();
    const { told } = await origination(host, () => ({ accepted: { reference: "x" } }));
    const sent = { ...properties("SubmitApplication", 1), ...(replyTo === undefined ? {} : { reply_to: replyTo }) };
    const route = { exchange: "loan-origination", routingKey: "loan.submit-application" };
    await sendRaw(host, { ...route, body: '{"amount":7}', properties: sent });
    expect(await told.settled({ messageId: sent.message_id })).toMatchObject({ outcome: "ack" });
    expect(told.events.find(({ type }) => type === "reply-undeliverable")).toMatchObject({ reason });
    expect(told.events.filter(({ type }) => type === "published" || type === "publish-failed")).toEqual([]);
  });

  test.each<[string, unknown, string, RegExp]>([
    ["nothing", undefined, "no-reply", /one of accepted, refused; it returned nothing/],
    ["two replies", { accepted: { reference: "x" }, refused: { why: "y" } }, "no-reply", /returned several/],
    ["an undeclared reply", { postponed: {} }, "no-reply", /returned another property/],
    ["an inherited name", { constructor: {} }, "no-reply", /returned another property/],
    ["a reply that breaks its schema", { accepted: {} }, "reply-invalid", /ApplicationAccepted version 2 was not sent/],
  ])("whose handler returns %s has failed: retry, then dead letter", async (_, returned, reason, detail) => {
    const host = await loanDesk();
    const { told } = await origination(host, () => returned as never);
    const { ask, broker } = await gateway(host);
    const asked = rejection(ask.submitApplication({ amount: 7 }));
    expect(await told.settled({ outcome: "dead-letter" })).toMatchObject({ reason, attempt: 2 });
    const [letter] = await letters(host, REQUESTS);
    expect(letter?.properties.headers).toMatchObject({ "x-dead-reason": reason, "x-dead-class": "transient" });
    expect(letter?.properties.headers?.["x-dead-detail"]).toMatch(detail);
    await broker.close({ deadlineMs: 0 });
    await asked;
  });

  test("that may not answer there keeps the request: it goes up the ladder as reply-not-sent", async () => {
    const host = await loanDesk();
    const { told } = await origination(host, () => ({ accepted: { reference: "x" } }));
    const sent = { ...properties("SubmitApplication", 1), reply_to: "fraud-desk.instance.1" };
    const route = { exchange: "loan-origination", routingKey: "loan.submit-application" };
    await sendRaw(host, { ...route, body: '{"amount":7}', properties: sent });
    expect(await told.settled({ outcome: "retry" })).toMatchObject({
      reason: "reply-not-sent",
      detail: "access-refused",
    });
    expect(await told.settled({ outcome: "dead-letter" })).toMatchObject({ reason: "reply-not-sent", attempt: 2 });
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

describe("the rights of a service that asks", () => {
  type Channel = Awaited<ReturnType<Awaited<ReturnType<typeof connectRaw>>["createChannel"]>>;

  test.each<[string, (channel: Channel, own: string) => Promise<unknown>]>([
    [
      "take another service's replies",
      (channel, own) => channel.bindQueue(own, "insaka.reply", "credit-bureau.instance.1"),
    ],
    ["take everybody's replies", (channel, own) => channel.bindQueue(own, "insaka.reply", "#")],
    [
      "declare another service's queue",
      (channel) => channel.assertQueue("credit-bureau.instance.1", { exclusive: true }),
    ],
    ["declare a queue of any other name", (channel) => channel.assertQueue("api-gateway.inbox")],
    ["read the requests", (channel) => channel.consume(REQUESTS, () => undefined)],
    [
      "answer a request",
      (channel, own) => {
        channel.publish("insaka.reply", own, Buffer.from("{}"));
        // The broker's answer to a publish is the end of the channel; another question waits for it.
        return channel.checkQueue(own);
      },
    ],
  ])("do not let it %s", async (_, attempt) => {
    const host = await loanDesk();
    const connection = await connectRaw(host.url("api-gateway"));
    onTestFinished(() => connection.close());
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    const own = "api-gateway.instance.1";
    await channel.assertQueue(own, { exclusive: true, durable: false });
    await channel.bindQueue(own, "insaka.reply", own);
    await expect(attempt(channel, own)).rejects.toMatchObject({ message: expect.stringContaining("ACCESS_REFUSED") });
  });
});

describe("without the exchange of replies", () => {
  test("neither requester nor responder starts, and each says what is missing", async () => {
    const exchanges = (LOAN_DESK.exchanges ?? []).filter(({ name }) => name !== "insaka.reply");
    const host = await freshVhost({ ...LOAN_DESK, exchanges, topic_permissions: [] });
    const missing = { code: "topology-missing", message: expect.stringContaining("exchange insaka.reply") };
    const asking = await connected(host, "api-gateway");
    await expect(gatewayRequester(asking.broker)).rejects.toMatchObject(missing);
    expect(asking.broker.health().queues).toEqual({});
    await expect(origination(host, () => ({ accepted: { reference: "x" } }))).rejects.toMatchObject(missing);
  });
});
