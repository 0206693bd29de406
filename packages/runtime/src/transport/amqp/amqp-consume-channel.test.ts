import { EventEmitter } from "node:events";
import type { ConsumeMessage } from "amqplib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { resolveSettings } from "../../defaults.js";
import { QueueSubscription } from "../queue-subscription.js";
import type { SubscriptionState, TransportDelivery } from "../transport.js";
import { consumeChannels } from "./amqp-consume-channel.js";
import type { ConnectionSupervisor } from "./connection-supervisor.js";

interface Stored {
  readonly id: number;
  redelivered: boolean;
}

/** One queue and the channels on it, as RabbitMQ keeps them. Its faults are kept for the test. */
class Queue {
  readonly ready: Stored[];
  /** How often each message was acknowledged. */
  readonly acknowledged = new Map<number, number>();
  readonly faults: string[] = [];
  readonly channels: FakeChannel[] = [];

  constructor(count: number) {
    this.ready = Array.from({ length: count }, (_, id) => ({ id, redelivered: false }));
  }

  open(): FakeChannel {
    const channel = new FakeChannel(this);
    this.channels.push(channel);
    return channel;
  }
}

/** A channel as amqplib offers it, as far as a subscription uses it. */
class FakeChannel extends EventEmitter {
  readonly unacked = new Map<number, Stored>();
  isOpen = true;
  /** The frames that came, in their order; an acknowledgement may speak for several deliveries. */
  readonly frames: string[] = [];
  readonly #queue: Queue;
  #prefetch = 0;
  #limit = 0;
  #tag = 0;
  #told: ((message: ConsumeMessage | null) => void) | undefined;

  constructor(queue: Queue) {
    super();
    this.#queue = queue;
  }

  async prefetch(count: number): Promise<void> {
    this.#mustBeOpen();
    this.#prefetch = count;
  }

  async consume(_: string, told: (message: ConsumeMessage | null) => void): Promise<{ consumerTag: string }> {
    this.#mustBeOpen();
    this.#told = told;
    this.#limit = this.#prefetch;
    setImmediate(() => this.#handOut());
    return { consumerTag: "one" };
  }

  async cancel(): Promise<void> {
    this.#mustBeOpen();
    this.frames.push("cancel");
    this.#told = undefined;
  }

  ack(message: ConsumeMessage, allUpTo: boolean): void {
    this.frames.push("ack");
    this.#take(message, allUpTo, ({ id }) => {
      this.#queue.acknowledged.set(id, (this.#queue.acknowledged.get(id) ?? 0) + 1);
    });
  }

  nack(message: ConsumeMessage, allUpTo: boolean, requeue: boolean): void {
    this.#take(message, allUpTo, (stored) => {
      if (requeue) this.#putBack([stored]);
    });
  }

  async close(): Promise<void> {
    this.kill();
  }

  /** Its end, by whomever: what it had handed out goes back. */
  kill(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#told = undefined;
    this.#putBack([...this.unacked.values()]);
    this.unacked.clear();
    this.emit("close");
  }

  #take({ fields }: ConsumeMessage, allUpTo: boolean, then: (stored: Stored) => void): void {
    this.#mustBeOpen();
    if (!this.unacked.has(fields.deliveryTag)) this.#queue.faults.push(`unknown delivery tag ${fields.deliveryTag}`);
    for (const [tag, stored] of [...this.unacked]) {
      if (tag !== fields.deliveryTag && !(allUpTo && tag < fields.deliveryTag)) continue;
      this.unacked.delete(tag);
      then(stored);
    }
    setImmediate(() => this.#handOut());
  }

  #mustBeOpen(): void {
    if (!this.isOpen) throw new Error("Channel closed");
  }

  #putBack(stored: readonly Stored[]): void {
    for (const each of stored) each.redelivered = true;
    this.#queue.ready.unshift(...stored);
  }

  #handOut(): void {
    while (this.#told !== undefined && this.unacked.size < this.#limit) {
      const stored = this.#queue.ready.shift();
      if (stored === undefined) return;
      this.#tag += 1;
      this.unacked.set(this.#tag, stored);
      const fields = { deliveryTag: this.#tag, redelivered: stored.redelivered, exchange: "e", routingKey: "k" };
      const message = { content: Buffer.alloc(0), fields, properties: { messageId: String(stored.id), headers: {} } };
      this.#told(message as unknown as ConsumeMessage);
    }
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A subscription to such a queue, and the deliveries that nobody has settled yet. */
async function subscribed(queue: Queue, prefetch: number) {
  const inHand: TransportDelivery[] = [];
  const states: SubscriptionState[] = [];
  const supervisor = { ready: async () => ({ createChannel: async () => queue.open() }) };
  const channels = consumeChannels(supervisor as unknown as ConnectionSupervisor, resolveSettings());
  const subscription = new QueueSubscription(
    { ...channels, beforeAttempt: async () => undefined },
    {
      queue: "q",
      prefetch,
      signal: new AbortController().signal,
      onDelivery: (delivery) => inHand.push(delivery),
      onState: (state) => states.push(state),
    },
  );
  await subscription.start();
  return { subscription, inHand, states };
}

test("in whatever order deliveries end and channels die, nothing that is in hand is acknowledged, and nothing that ended is left", async () => {
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({ do: fc.constantFrom("ack", "requeue"), which: fc.nat() }),
    },
    { weight: 4, arbitrary: fc.constant({ do: "turn" } as const) },
    { weight: 1, arbitrary: fc.constant({ do: "kill" } as const) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), async (steps, prefetch) => {
      const queue = new Queue(20);
      const { subscription, inHand } = await subscribed(queue, prefetch);
      const ended = new Set<string>();
      const settle = (delivery: TransportDelivery, how: "ack" | "requeue"): void => {
        if (delivery[how]() && how === "ack") ended.add(delivery.properties.messageId ?? "");
        // A second time does nothing, whatever it is.
        expect([delivery.ack(), delivery.requeue()]).toEqual([false, false]);
      };
      for (const each of steps) {
        if (each.do === "turn") await turn();
        else if (each.do === "kill") queue.channels.at(-1)?.kill();
        else if (inHand.length > 0 && "which" in each) {
          const [delivery] = inHand.splice(each.which % inHand.length, 1) as [TransportDelivery];
          settle(delivery, each.do as "ack" | "requeue");
        }
        const acknowledged = [...queue.acknowledged.keys()].map(String);
        expect(acknowledged.filter((id) => !ended.has(id))).toEqual([]);
      }
      // Whoever has them in hand lets them end; with the last one the queue is empty.
      for (let round = 0; queue.acknowledged.size < 20 && round < 500; round += 1) {
        for (const delivery of inHand.splice(0)) settle(delivery, "ack");
        await turn();
      }
      expect(queue.acknowledged.size).toBe(20);
      expect(Math.max(...queue.acknowledged.values())).toBe(1);
      expect(queue.faults).toEqual([]);
      await subscription.close();
    }),
    { numRuns: 200 },
  );
});

test("the end of quarantine acknowledges before anything more can come, and then the window is wide", async () => {
  const queue = new Queue(20);
  const { inHand, states } = await subscribed(queue, 5);
  await turn();
  expect([inHand.length, states]).toEqual([1, ["quarantine"]]);
  inHand.splice(0)[0]?.ack();
  await turn();
  await turn();
  expect([...queue.acknowledged.keys()]).toEqual([0]);
  expect([inHand.length, states.at(-1)]).toEqual([5, "active"]);
});

test("a drain sends what ended in the same turn: cancelled or closed, nothing of it comes again", async () => {
  for (const how of ["cancel", "close"] as const) {
    const queue = new Queue(6);
    const { subscription, inHand } = await subscribed(queue, 5);
    await turn();
    inHand.splice(0)[0]?.ack();
    await turn();
    await turn();
    for (const delivery of inHand.slice(0, 3).reverse()) delivery.ack();
    await subscription[how]();
    expect([...queue.acknowledged.keys()].sort()).toEqual([0, 1, 2, 3]);
    // An acknowledgement before the cancel would make the broker hand out what the cancel then puts back.
    if (how === "cancel") expect(queue.channels[0]?.frames.slice(2)).toEqual(["cancel", "ack"]);
    await subscription.close();
    expect(queue.ready.map(({ id }) => id)).toEqual([4, 5]);
    expect(queue.faults).toEqual([]);
  }
});

test("what ends in one turn is acknowledged in one frame, and a delivery that was handed back or rejected is no gap", async () => {
  const queue = new Queue(9);
  const { inHand } = await subscribed(queue, 8);
  await turn();
  inHand.splice(0)[0]?.ack();
  await turn();
  await turn();
  const [channel] = queue.channels;
  const before = channel?.frames.length ?? 0;
  const [first, second, ...others] = inHand.splice(0);
  first?.requeue();
  second?.reject();
  for (const delivery of others.reverse()) delivery.ack();
  await turn();
  expect(channel?.frames.slice(before)).toEqual(["ack"]);
  expect(queue.acknowledged.size).toBe(7);
});
