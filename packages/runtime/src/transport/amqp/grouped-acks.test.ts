import fc from "fast-check";
import { expect, test } from "vitest";
import { GroupedAcks } from "./grouped-acks.js";

/** A channel as RabbitMQ keeps it: tags that were handed out and not settled, in their order. */
class BrokerChannel {
  readonly open = new Set<number>();
  readonly acknowledged = new Set<number>();
  frames = 0;
  #last = 0;

  deliver(): number {
    this.#last += 1;
    this.open.add(this.#last);
    return this.#last;
  }

  ack(tag: number, allUpTo: boolean): void {
    this.frames += 1;
    // RabbitMQ closes the channel with 406 PRECONDITION_FAILED, unknown delivery tag.
    if (!this.open.has(tag)) throw new Error(`unknown delivery tag ${tag}`);
    for (const each of [...this.open]) {
      if (each !== tag && !(allUpTo && each < tag)) continue;
      this.open.delete(each);
      this.acknowledged.add(each);
    }
  }

  reject(tag: number): void {
    if (!this.open.delete(tag)) throw new Error(`unknown delivery tag ${tag}`);
  }
}

/** Groups what is acknowledged on such a channel; a fault of the channel is the test's. */
function grouped(broker: BrokerChannel) {
  const faults: unknown[] = [];
  const acks = new GroupedAcks((tag, allUpTo) => {
    try {
      broker.ack(tag, allUpTo);
    } catch (error) {
      faults.push(error);
      throw error;
    }
  });
  return { acks, faults };
}

test("whatever order they end in, exactly what was acknowledged is acknowledged, and by the end of the turn", async () => {
  const step = fc.oneof(
    fc.constant({ do: "deliver" } as const),
    fc.record({ do: fc.constantFrom("ack", "ack", "ack", "reject"), which: fc.nat() }),
    fc.constant({ do: "turn" } as const),
    fc.constant({ do: "flush" } as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (steps) => {
      const broker = new BrokerChannel();
      const { acks, faults } = grouped(broker);
      const inHand: number[] = [];
      const [acked, rejected] = [new Set<number>(), new Set<number>()];
      for (const each of steps) {
        if (each.do === "deliver") inHand.push(broker.deliver());
        else if (each.do === "turn") await new Promise((resolve) => setImmediate(resolve));
        else if (each.do === "flush") acks.flush();
        else if (inHand.length > 0) {
          const [tag] = inHand.splice("which" in each ? each.which % inHand.length : 0, 1) as [number];
          if (each.do === "ack") {
            acked.add(tag);
            acks.ack(tag);
          } else {
            rejected.add(tag);
            broker.reject(tag);
            acks.settled(tag);
          }
        }
        // Never a delivery that is still in somebody's hands, nor one that was rejected.
        for (const tag of broker.acknowledged) expect(acked.has(tag)).toBe(true);
        for (const tag of inHand) expect(broker.open.has(tag)).toBe(true);
      }
      await new Promise((resolve) => setImmediate(resolve));
      expect(faults).toEqual([]);
      expect(broker.acknowledged).toEqual(acked);
      expect([...broker.open].sort((a, b) => a - b)).toEqual(inHand.sort((a, b) => a - b));
    }),
    { numRuns: 500 },
  );
});

test("a turn's worth in order is one frame, and one that is still being handled holds nobody back", async () => {
  const broker = new BrokerChannel();
  const { acks } = grouped(broker);
  const tags = Array.from({ length: 100 }, () => broker.deliver());
  for (const tag of tags) acks.ack(tag);
  await new Promise((resolve) => setImmediate(resolve));
  expect([broker.frames, broker.open.size]).toEqual([1, 0]);
  const slow = broker.deliver();
  const [quick, quicker] = [broker.deliver(), broker.deliver()];
  acks.ack(quicker);
  acks.ack(quick);
  await new Promise((resolve) => setImmediate(resolve));
  expect([...broker.open]).toEqual([slow]);
  acks.ack(slow);
  acks.ack(broker.deliver());
  await new Promise((resolve) => setImmediate(resolve));
  expect([broker.frames, broker.open.size]).toEqual([4, 0]);
});

test("a channel that is gone takes along what waits, and nothing is thrown into the turn", async () => {
  const sent: number[] = [];
  const acks = new GroupedAcks((tag) => {
    sent.push(tag);
    throw new Error("closed");
  });
  acks.ack(1);
  acks.ack(2);
  acks.ack(4);
  await new Promise((resolve) => setImmediate(resolve));
  expect(sent).toEqual([2]);
  acks.flush();
  expect(sent).toEqual([2]);
});
