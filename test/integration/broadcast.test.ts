import type { VirtualHost } from "@insaka/broker";
import { connect, newMessageId } from "@insaka/runtime";
import { connect as connectRaw } from "amqplib";
import { describe, expect, onTestFinished, test } from "vitest";
import { broker as node } from "../support/broker.js";
import { connected, eventually, sendRaw, Told } from "../support/contracts.js";
import { holdingProxy } from "../support/holding-proxy.js";
import { gatewayBroadcastConsumer, loanDesk } from "../support/loan-desk.js";
import { properties } from "../support/samples.js";

type OnApproved = Parameters<typeof gatewayBroadcastConsumer>[1]["handlers"]["loanApproved"];

/** One instance of api-gateway. */
async function instance(host: VirtualHost, loanApproved: OnApproved, options: Parameters<typeof connected>[2] = {}) {
  const { broker, told } = await connected(host, "api-gateway", options);
  const consumer = await gatewayBroadcastConsumer(broker, { handlers: { loanApproved } });
  return { broker, told, consumer, queue: Object.keys(broker.health().queues)[0]! };
}

async function approve(host: VirtualHost, loanId: unknown = "loan-1", sent = properties("LoanApproved", 2)) {
  const body = JSON.stringify({ loanId });
  await sendRaw(host, { exchange: "loan-origination", routingKey: "loan.approved", body, properties: sent });
  return sent.message_id;
}

test("each instance gets every message, in the version that it reads", async () => {
  const host = await loanDesk();
  const got: string[] = [];
  const instances = await Promise.all(
    ["one", "two", "three"].map((name) =>
      instance(host, ({ payload, envelope }) => void got.push(`${name} ${payload.loanId} of ${envelope.version}`)),
    ),
  );
  const [first, second] = [await approve(host), newMessageId()];
  await sendRaw(host, {
    exchange: "loan-origination",
    routingKey: "loan.approved",
    body: '{"id":"loan-2"}',
    properties: { ...properties("LoanApproved", 1), message_id: second },
  });
  for (const { told, queue } of instances) {
    expect(await told.settled({ messageId: first, queue })).toMatchObject({ outcome: "ack" });
    expect(await told.settled({ messageId: second, queue })).toMatchObject({ outcome: "ack", version: 1, readAs: 2 });
  }
  const all = ["one", "two", "three"].flatMap((name) => [`${name} loan-1 of 2`, `${name} loan-2 of 1`]);
  expect(got.sort()).toEqual(all.sort());
  expect(new Set(instances.map(({ queue }) => queue)).size).toBe(3);
});

describe("a message that fails is dropped and told, and the next one is handled", () => {
  const broken: readonly [string, Parameters<typeof approve>[1], ReturnType<typeof properties> | undefined, object][] =
    [
      ["whose handler throws", "throw", undefined, { reason: "handler threw Error", detail: "no" }],
      ["whose handler asks for a retry all the same", "retry", undefined, { reason: "later" }],
      ["whose handler takes too long", "slow", undefined, { reason: "handler threw HandlerTimeout" }],
      ["that breaks its schema", 7, undefined, { reason: "schema" }],
      ["that is newer than this build", "x", properties("LoanApproved", 3), { reason: "newer-than-build" }],
      ["that is unknown", "x", properties("LoanPaid", 1), { reason: "unknown-message" }],
    ];
  test.each(broken)("%s", async (_, loanId, sent, told) => {
    const host = await loanDesk();
    const handled: string[] = [];
    const one = await instance(
      host,
      async ({ payload, signal }) => {
        handled.push(payload.loanId);
        if (payload.loanId === "throw") throw new Error("no");
        if (payload.loanId === "retry") throw new (await import("@insaka/runtime")).RetryLater("5s", "later");
        if (payload.loanId === "slow") await new Promise((resolve) => signal.addEventListener("abort", resolve));
      },
      { timeouts: { handler: 100 } },
    );
    const bad = await approve(host, loanId, sent);
    const good = await approve(host, "good");
    expect(await one.told.settled({ messageId: bad })).toMatchObject({ outcome: "dropped", ...told });
    expect(await one.told.settled({ messageId: good })).toMatchObject({ outcome: "ack" });
    expect(handled.filter((each) => each === loanId).length).toBeLessThanOrEqual(1);
    expect((await host.management.getMessages("insaka.stray", 1, { keep: true })).length).toBe(0);
  });
});

test("a lost connection: the queue is made again under its name, and messages come again", async () => {
  const host = await loanDesk();
  const proxy = await holdingProxy(node.amqpHost, node.amqpPort);
  const url = new URL(host.url("api-gateway"));
  url.port = String(proxy.port);
  const told = new Told();
  const broker = await connect(url.href, {
    service: "api-gateway",
    observe: told.observe,
    timeouts: { backoffCap: 100 },
  });
  onTestFinished(async () => void (await broker.close({ deadlineMs: 1_000 })));
  const got: string[] = [];
  await gatewayBroadcastConsumer(broker, {
    handlers: { loanApproved: ({ payload }) => void got.push(payload.loanId) },
  });
  const [queue] = Object.keys(broker.health().queues);
  proxy.cut();
  await told.subscription(queue!, "lost");
  await told.until((events) => {
    const lost = events.findIndex((event) => event.type === "subscription" && event.state === "lost");
    return events.slice(lost).find((event) => event.type === "subscription" && event.state === "active");
  });
  const messageId = await approve(host, "after the loss");
  await told.settled({ messageId, outcome: "ack" });
  expect(got).toEqual(["after the loss"]);
  // The connection for publishing comes back by itself, which may be later.
  await eventually(() => Promise.resolve(broker.health().connections.publish === "ready"));
  expect(broker.health()).toMatchObject({ ready: true, queues: { [queue!]: "active" } });
});

test("closing lets work in flight end; what does not is dropped and told, and the queue is gone", async () => {
  const host = await loanDesk();
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const begun: string[] = [];
  let tellBegun: () => void = () => undefined;
  const bothBegun = new Promise<void>((resolve) => {
    tellBegun = resolve;
  });
  const one = await instance(host, async ({ payload, signal }) => {
    begun.push(payload.loanId);
    if (begun.length === 2) tellBegun();
    if (payload.loanId === "quick") return await released;
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  });
  const quick = await approve(host, "quick");
  const stuck = await approve(host, "stuck");
  await bothBegun;
  const closing = one.consumer.close({ deadlineMs: 300 });
  release();
  expect(await closing).toEqual({ finished: 1, handedBack: 0 });
  expect(await one.told.settled({ messageId: quick })).toMatchObject({ outcome: "ack" });
  expect(await one.told.settled({ messageId: stuck })).toMatchObject({ outcome: "dropped", reason: "closing" });
  expect(one.broker.health()).toMatchObject({ ready: true, queues: {} });
  await one.broker.close();
  await eventually(async () => (await host.management.queue(one.queue)) === undefined);
});

test("its rights let a service bind to what its document says, and to nothing else", async () => {
  const host = await loanDesk();
  const connection = await connectRaw(host.url("api-gateway"));
  onTestFinished(() => connection.close());
  const own = "api-gateway.instance.1";
  for (const key of ["loan.rejected", "loan.#", "#"]) {
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    await channel.assertQueue(own, { exclusive: true, durable: false });
    await channel.bindQueue(own, "loan-origination", "loan.approved");
    await expect(channel.bindQueue(own, "loan-origination", key)).rejects.toMatchObject({
      message: expect.stringContaining("ACCESS_REFUSED"),
    });
  }
});

test("a broadcast consumer says which handler is missing, and which exchange", async () => {
  const host = await loanDesk();
  const { broker } = await connected(host, "api-gateway");
  // @ts-expect-error a handler is missing, which the compiler says too
  await expect(gatewayBroadcastConsumer(broker, { handlers: {} })).rejects.toMatchObject({
    code: "configuration",
    message: expect.stringContaining("loanApproved"),
  });
  await host.management.deleteExchange("loan-origination");
  await expect(gatewayBroadcastConsumer(broker, { handlers: { loanApproved: () => undefined } })).rejects.toMatchObject(
    { code: "topology-missing", message: expect.stringContaining("exchange loan-origination") },
  );
  expect(broker.health().queues).toEqual({});
});
