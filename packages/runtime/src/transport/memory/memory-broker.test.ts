import { expect, test } from "vitest";
import { resolveSettings } from "../../defaults.js";
import type { OutboundMessage, Transport, TransportDelivery } from "../transport.js";
import type { BrokerDefinitions } from "./definitions.js";
import { manualClock } from "./manual-clock.js";
import { createMemoryBroker, type MemoryBroker } from "./memory-broker.js";

const quorum = (name: string) => ({ name, durable: true, arguments: { "x-queue-type": "quorum" } });
const bound = (source: string, routing_key: string, destination: string) => ({
  source,
  routing_key,
  destination,
  destination_type: "queue",
});

function broker(definitions: BrokerDefinitions, onStored?: (queue: string) => void) {
  const clock = manualClock(0);
  return { memory: createMemoryBroker({ definitions, clock, ...(onStored ? { onStored } : {}) }), clock };
}

async function transport(memory: MemoryBroker, options: { readonly offline?: number } = {}): Promise<Transport> {
  const settings = resolveSettings({ timeouts: options });
  return await memory.operator.open({ service: "operator", settings, onState: () => undefined });
}

function message(routingKey: string, over: Partial<OutboundMessage> = {}): OutboundMessage {
  return { exchange: "", routingKey, body: Buffer.from("x"), properties: {}, headers: {}, ...over };
}

/** What a queue hands out, one at a time; each but the last is settled by `settle`. */
async function handedOut(
  from: Transport,
  queue: string,
  count: number,
  settle: (delivery: TransportDelivery) => void,
): Promise<TransportDelivery[]> {
  const got: TransportDelivery[] = [];
  await new Promise<void>((resolve, reject) => {
    const onDelivery = (delivery: TransportDelivery): void => {
      got.push(delivery);
      if (got.length === count) resolve();
      else settle(delivery);
    };
    const { signal } = new AbortController();
    from.subscribe({ queue, prefetch: 1, signal, onDelivery, onState: () => undefined }).catch(reject);
  });
  return got;
}

test("whoever keeps a reference to what he sent or got cannot change what lies in the queue", async () => {
  const { memory } = broker({ queues: [quorum("q")] });
  const at = await transport(memory);
  const body = Buffer.from("mine");
  const headers = { list: ["a"], deep: { er: 1 } };
  await at.publish(message("q", { body, headers }));
  body.fill(0);
  headers.list.push("b");
  headers.deep.er = 2;
  const expected = { headers: { list: ["a"], deep: { er: 1 } } };
  const [seen] = memory.messages("q");
  expect(seen).toMatchObject(expected);
  seen!.body.fill(0);
  (seen!.headers.list as string[]).push("c");
  const [first, second] = await handedOut(at, "q", 2, (delivery) => {
    delivery.body.fill(0);
    (delivery.headers.deep as { er: number }).er = 3;
    delivery.requeue();
  });
  expect(first!.redelivered).toBe(false);
  expect(second).toMatchObject({ ...expected, redelivered: true, body: Buffer.from("mine") });
});

test("nothing is delivered inside the call that publishes it", async () => {
  const { memory } = broker({ queues: [quorum("q")] });
  const at = await transport(memory);
  let delivered = 0;
  await at.subscribe({
    queue: "q",
    prefetch: 10,
    signal: new AbortController().signal,
    onDelivery: () => {
      delivered += 1;
    },
    onState: () => undefined,
  });
  const publishing = at.publish(message("q"));
  expect(delivered).toBe(0);
  await publishing;
  expect(delivered).toBe(1);
});

const UNENCODABLE: readonly [string, Partial<OutboundMessage>][] = [
  ["a function", { headers: { f: () => undefined } }],
  ["a bigint", { headers: { n: 1n } }],
  ["undefined in a list", { headers: { list: [undefined] } }],
  ["more than 64 KiB", { headers: { note: "x".repeat(66_000) } }],
  ["a table in itself", { headers: selfContained() }],
  ["a long id", { properties: { messageId: "x".repeat(256) } }],
  ["a long key", { routingKey: "x".repeat(256) }],
];

function selfContained(): Record<string, unknown> {
  const table: Record<string, unknown> = {};
  table.self = table;
  return table;
}

test.each(UNENCODABLE)("what AMQP cannot carry, such as %s, is refused before it is sent", async (_, over) => {
  const { memory } = broker({ queues: [quorum("q")] });
  const at = await transport(memory);
  await expect(at.publish(message("q", over))).rejects.toMatchObject({ code: "unencodable", outcome: "not-sent" });
  expect(memory.messages("q")).toEqual([]);
});

test("what has no value is absent, and a header called __proto__ is a header", async () => {
  const { memory } = broker({ queues: [quorum("q")] });
  const at = await transport(memory);
  const headers = JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, unknown>;
  await at.publish(message("q", { headers: Object.assign(headers, { none: undefined }), properties: { type: "" } }));
  const [seen] = memory.messages("q");
  expect(Object.keys(seen!.headers)).toEqual(["__proto__"]);
  expect(seen!.headers).not.toHaveProperty("polluted");
  expect(seen!.properties).toEqual({});
});

test("a body above 16 MiB costs the channel, as on RabbitMQ", async () => {
  const { memory } = broker({ queues: [quorum("q")] });
  const at = await transport(memory);
  const body = Buffer.alloc(16 * 1024 * 1024 + 1);
  await expect(at.publish(message("q", { body }))).rejects.toMatchObject({
    code: "channel-closed",
    outcome: "not-sent",
  });
  await at.publish(message("q", { body: body.subarray(1) }));
});

const DLX = { "x-dead-letter-exchange": "dead", "x-dead-letter-strategy": "at-least-once" };

test("a dead letter stays with its queue until its next place takes it", async () => {
  const { memory } = broker({
    exchanges: [{ name: "dead", type: "direct" }],
    queues: [
      { ...quorum("q"), arguments: { "x-queue-type": "quorum", "x-overflow": "reject-publish", ...DLX } },
      {
        ...quorum("letters"),
        arguments: { "x-queue-type": "quorum", "x-overflow": "reject-publish", "x-max-length": 1 },
      },
    ],
    bindings: [bound("dead", "q", "letters")],
  });
  const at = await transport(memory);
  for (const body of ["a", "b"]) await at.publish(message("q", { body: Buffer.from(body) }));
  const taken = await handedOut(at, "q", 2, (delivery) => delivery.reject());
  taken[1]?.reject();
  await memory.idle();
  expect(memory.queueDepth("q")).toEqual({ ready: 0, unsettled: 0, held: 1 });
  expect(memory.messages("letters")).toHaveLength(1);
  await at.browse("letters", { limit: 1, visit: () => "remove" });
  await memory.idle();
  expect(memory.queueDepth("q").held).toBe(0);
  expect(memory.messages("letters")).toMatchObject([
    {
      headers: {
        "x-first-death-reason": "rejected",
        "x-first-death-queue": "q",
        "x-death": [{ count: 1, queue: "q" }],
      },
    },
  ]);
});

test("letters that go round in a circle are dropped, as the broker drops them", async () => {
  const { memory, clock } = broker({
    exchanges: [{ name: "dead", type: "fanout" }],
    queues: [
      {
        ...quorum("q"),
        arguments: { "x-queue-type": "quorum", "x-message-ttl": 10, "x-dead-letter-exchange": "dead" },
      },
    ],
    bindings: [bound("dead", "", "q")],
  });
  await memory.publish({ exchange: "", routingKey: "q", body: "x" });
  await clock.advance(100);
  expect(memory.messages("q")).toEqual([]);
});

test("a queue that drops its head keeps the latest", async () => {
  const { memory } = broker({ queues: [{ name: "q", arguments: { "x-max-length": 2 } }] });
  for (const body of ["a", "b", "c"]) await memory.publish({ exchange: "", routingKey: "q", body });
  expect(memory.messages("q").map(({ body }) => body.toString())).toEqual(["b", "c"]);
});

test("a user that the definitions do not list cannot connect, nor anybody while the broker is stopped", async () => {
  const { memory } = broker({ users: [{ name: "known" }] });
  const options = { settings: resolveSettings(), onState: () => undefined };
  await expect(memory.open({ ...options, service: "stranger" })).rejects.toMatchObject({
    code: "connect-failed",
    retryable: false,
  });
  memory.stop();
  await expect(memory.open({ ...options, service: "known" })).rejects.toMatchObject({
    code: "connect-failed",
    retryable: true,
  });
});

test("a publish waits for a broker that is away as long as it may, and is stored when it is back", async () => {
  const { memory, clock } = broker({ queues: [quorum("q")] });
  const at = await transport(memory, { offline: 1_000 });
  memory.stop();
  const late = at.publish(message("q")).catch((error: unknown) => error);
  await clock.advance(1_000);
  expect(await late).toMatchObject({ code: "offline", outcome: "not-sent", retryable: true });
  const waiting = at.publish(message("q"));
  memory.start();
  await waiting;
  expect(memory.messages("q")).toHaveLength(1);
});

test("a confirm that was on its way when the connection was lost is an unknown outcome", async () => {
  const { memory } = broker({ queues: [quorum("q")] });
  const at = await transport(memory);
  const publishing = at.publish(message("q")).catch((error: unknown) => error);
  memory.disconnect();
  expect(await publishing).toMatchObject({ code: "channel-closed", outcome: "unknown" });
  expect(memory.messages("q")).toHaveLength(1);
});

test("an instance queue is locked for everybody but its connection, and drops with it", async () => {
  const { memory } = broker({ exchanges: [{ name: "events", type: "topic" }] });
  const [one, two] = [await transport(memory), await transport(memory)];
  const queue = "s.instance.1";
  const instance = { bindings: [{ exchange: "events", routingKey: "a.#" }] };
  const { signal } = new AbortController();
  const shared = { queue, prefetch: 1, signal, onDelivery: () => undefined, onState: () => undefined };
  await one.subscribe({ ...shared, instance });
  await expect(two.subscribe(shared)).rejects.toThrow(/RESOURCE_LOCKED/);
  await expect(two.subscribe({ ...shared, instance })).rejects.toThrow(/RESOURCE_LOCKED/);
  await one.close(0);
  expect(memory.queueNames()).toEqual([]);
});

test("definitions that bind to nothing, or want an exchange that memory does not have, are refused by name", () => {
  const exchanges = [{ name: "events", type: "topic" }];
  expect(() => createMemoryBroker({ definitions: { exchanges, bindings: [bound("events", "a", "gone")] } })).toThrow(
    /no queue 'gone'/,
  );
  expect(() => createMemoryBroker({ definitions: { exchanges: [{ name: "h", type: "headers" }] } })).toThrow(
    /"h" is of type "headers"/,
  );
});

test("of several policies the one of the highest priority applies, whole", async () => {
  const policy = (name: string, priority: number, definition: Readonly<Record<string, unknown>>) => ({
    name,
    pattern: "^q$",
    "apply-to": "quorum_queues",
    priority,
    definition,
  });
  const { memory, clock } = broker({
    exchanges: [{ name: "dead", type: "fanout" }],
    queues: [quorum("q"), quorum("letters")],
    bindings: [bound("dead", "", "letters")],
    policies: [
      policy("ours", 100, { "message-ttl": 10, "dead-letter-exchange": "dead" }),
      policy("theirs", 101, { "message-ttl": 10 }),
    ],
  });
  await memory.publish({ exchange: "", routingKey: "q", body: "x" });
  await clock.advance(10);
  expect(memory.messages("letters")).toEqual([]);
  memory.importDefinitions({ policies: [policy("ours", 100, { "message-ttl": 10, "dead-letter-exchange": "dead" })] });
  await memory.publish({ exchange: "", routingKey: "q", body: "x" });
  await clock.advance(10);
  expect(memory.messages("letters")).toHaveLength(1);
});

test("a walk over a queue whose connection is lost says so, and one on a broker that is away does not wait for ever", async () => {
  const { memory, clock } = broker({ queues: [quorum("q")] });
  const at = await transport(memory, { offline: 500 });
  await at.publish(message("q"));
  const lost = at.browse("q", {
    limit: 1,
    visit() {
      memory.disconnect();
      return "remove";
    },
  });
  await expect(lost).rejects.toMatchObject({ code: "channel-closed", retryable: true });
  expect(memory.queueDepth("q").ready).toBe(1);
  memory.stop();
  const away = expect(at.browse("q", { limit: 1, visit: () => "keep" })).rejects.toMatchObject({ code: "offline" });
  await clock.advance(500);
  await away;
});

test("a message that waits longer than it may becomes a dead letter, and that one stays", async () => {
  const dlx = { "x-queue-type": "quorum", "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "q.dlq" };
  const { memory, clock } = broker({ queues: [{ name: "q", durable: true, arguments: dlx }, quorum("q.dlq")] });
  const at = await transport(memory);
  await at.publish(message("q", { properties: { expiration: "10" } }));
  await at.publish(message("q"));
  await clock.advance(1_000);
  expect(memory.messages("q")).toHaveLength(1);
  expect(memory.messages("q.dlq")).toMatchObject([{ headers: { "x-first-death-reason": "expired" } }]);
});
