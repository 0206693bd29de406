import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ContractError } from "../contract-error.js";
import { type ConsumeChannel, QueueSubscription } from "./queue-subscription.js";
import type { TransportDelivery } from "./transport.js";

/** A message as the channel of this test hands it over. */
interface Tagged {
  readonly tag: number;
  readonly redelivered: boolean;
}

/** A channel that is as strict as RabbitMQ: a tag that it does not know, or no longer, is a fault. */
class StrictChannel implements ConsumeChannel<Tagged> {
  readonly fault = undefined;
  readonly faults: string[];
  readonly unsettled = new Set<Tagged>();
  isOpen = true;
  hasConsumer = false;
  #next = 1;
  #onMessage: (message: Tagged | null) => void = () => undefined;
  #onClosed: () => void = () => undefined;

  constructor(faults: string[]) {
    this.faults = faults;
  }

  async declareInstance(): Promise<void> {}
  async consume(_queue: string, _prefetch: number, onMessage: (message: Tagged | null) => void): Promise<void> {
    await Promise.resolve();
    if (this.hasConsumer) this.faults.push("two consumers");
    this.#onMessage = onMessage;
    this.hasConsumer = true;
  }
  async cancel(): Promise<void> {
    await Promise.resolve();
    this.hasConsumer = false;
  }
  isUnreadable(): boolean {
    return false;
  }
  read({ redelivered }: Tagged) {
    return { body: Buffer.of(), properties: {}, headers: {}, exchange: "", routingKey: "", redelivered };
  }
  ack(message: Tagged): void {
    this.#settle(message);
  }
  requeue(message: Tagged): void {
    this.#settle(message);
  }
  reject(message: Tagged): void {
    this.#settle(message);
  }
  onClosed(told: () => void): void {
    this.#onClosed = told;
  }
  async close(): Promise<void> {
    this.die();
  }

  deliver(redelivered: boolean): void {
    const message = { tag: this.#next++, redelivered };
    this.unsettled.add(message);
    this.#onMessage(message);
  }
  cancelByBroker(): void {
    this.#onMessage(null);
  }
  die(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#onClosed();
  }

  #settle(message: Tagged): void {
    if (!this.isOpen) throw new Error("the channel is closed");
    if (!this.unsettled.delete(message)) this.faults.push(`unknown delivery tag ${message.tag}`);
  }
}

const STEP = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("deliver" as const), redelivered: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("ack" as const, "requeue" as const, "reject" as const, "survived" as const),
      which: fc.nat(20),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("lose" as const, "cancel" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("rest" as const, "resume" as const, "trust" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("turn" as const) }) },
);

test("whatever is lost, redelivered and settled in whatever order: no settle crosses channels, and no delivery is settled twice", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(STEP, { maxLength: 60 }), async (steps) => {
      const faults: string[] = [];
      const channels: StrictChannel[] = [];
      const got: { readonly delivery: TransportDelivery; readonly on: StrictChannel }[] = [];
      const settled = new Set<TransportDelivery>();
      const end = new AbortController();
      const subscription = new QueueSubscription<Tagged>(
        {
          async open() {
            const channel = new StrictChannel(faults);
            channels.push(channel);
            return channel;
          },
          steadyAfter: 0,
          beforeAttempt: async () => undefined,
          reasonText: String,
          refusal: () => new ContractError("closed", "no"),
        },
        {
          queue: "q",
          prefetch: 10,
          signal: end.signal,
          onDelivery: (delivery) => void got.push({ delivery, on: channels.at(-1)! }),
          onState: () => undefined,
        },
      );
      await subscription.start();
      for (const step of steps) {
        const channel = channels.at(-1)!;
        if (step.do === "turn") await new Promise((resolve) => setImmediate(resolve));
        else if (step.do === "rest" || step.do === "resume") void subscription[step.do]();
        else if (step.do === "trust") subscription.trust();
        else if (step.do === "deliver") {
          if (channel.isOpen && channel.hasConsumer) channel.deliver(step.redelivered);
        } else if (!("which" in step)) {
          if (step.do === "lose") channel.die();
          else channel.cancelByBroker();
        } else if (got.length > 0) {
          const { delivery, on } = got[step.which % got.length]!;
          if (step.do === "survived") {
            delivery.survived();
            continue;
          }
          const did = delivery[step.do]();
          // Only a living channel's own delivery, and only once.
          if (did && (settled.has(delivery) || on !== channels.at(-1) || !on.isOpen)) faults.push(`settled wrongly`);
          if (did) settled.add(delivery);
        }
      }
      await turns(3);
      expect(faults).toEqual([]);
      // Whoever rests takes nothing, and whoever does not is given something.
      expect(channels.at(-1)?.hasConsumer).toBe(subscription.state !== "resting");
      end.abort();
      await subscription.close();
    }),
    { numRuns: 300 },
  );
});

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** A channel whose broker takes its time, longer to begin a consumer than to end one. */
class SlowChannel extends StrictChannel {
  override async consume(...args: Parameters<StrictChannel["consume"]>): Promise<void> {
    await turns(3);
    await super.consume(...args);
  }
  override async cancel(): Promise<void> {
    await turns(1);
    await super.cancel();
  }
}

test("a close in the middle of leaving quarantine acknowledges the delivery once, and leaves no consumer behind", async () => {
  for (const wait of [0, 1, 2, 3, 4, 5]) {
    const faults: string[] = [];
    const channel = new SlowChannel(faults);
    const end = new AbortController();
    let got: TransportDelivery | undefined;
    const subscription = new QueueSubscription<Tagged>(
      {
        open: async () => channel,
        steadyAfter: 0,
        beforeAttempt: async () => undefined,
        reasonText: String,
        refusal: () => new ContractError("closed", "no"),
      },
      {
        queue: "q",
        prefetch: 10,
        signal: end.signal,
        onDelivery: (delivery) => {
          got = delivery;
        },
        onState: () => undefined,
      },
    );
    await subscription.start();
    channel.deliver(false);
    expect(got?.ack()).toBe(true);
    await turns(wait);
    end.abort();
    await subscription.cancel();
    // What was under way has its time to come alive.
    await turns(5);
    expect([channel.unsettled.size, channel.hasConsumer]).toEqual([0, false]);
    await subscription.close();
    expect(faults).toEqual([]);
  }
});
