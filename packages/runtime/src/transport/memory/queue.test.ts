import * as fc from "fast-check";
import { expect, test } from "vitest";
import { JobQueue, turn } from "./job-queue.js";
import { manualClock } from "./manual-clock.js";
import { type QueueKind, type QueueRules, rulesOf } from "./policy.js";
import { MemoryQueue } from "./queue.js";
import type { DeathReason, Entry, StoredMessage } from "./stored-message.js";

function message(name: string): StoredMessage {
  const body = Buffer.from(name);
  return { body, properties: {}, headers: {}, exchange: "", routingKey: "q", otherKeys: [], deaths: [] };
}

const textOf = ({ body }: StoredMessage): string => body.toString();

function queue(kind: QueueKind, args: Readonly<Record<string, unknown>>) {
  const letters: [string, DeathReason][] = [];
  const clock = manualClock(0);
  const jobs = new JobQueue();
  clock.watch(() => !jobs.idle);
  const rules: QueueRules = rulesOf([], "q", kind, { "x-dead-letter-exchange": "dead", ...args });
  const made = new MemoryQueue({ name: "q", kind, durable: true }, rules, {
    clock,
    jobs,
    deadLetter: (dead, _, reason) => letters.push([textOf(dead), reason]) > 0,
    onRoom: () => undefined,
  });
  return { queue: made, letters, clock };
}

/** What a queue is, said as simply as possible: two lists of names, and how often each came back. */
class Model {
  fresh: string[] = [];
  returned: string[] = [];
  unsettled: string[] = [];
  readonly returns = new Map<string, number>();
  readonly letters: [string, DeathReason][] = [];

  readonly limit: number | undefined;
  readonly maxLength: number | undefined;
  readonly rejects: boolean;

  constructor(limit: number | undefined, maxLength: number | undefined, rejects: boolean) {
    this.limit = limit;
    this.maxLength = maxLength;
    this.rejects = rejects;
  }

  offer(name: string): boolean {
    const length = this.fresh.length + this.returned.length;
    if (this.rejects && this.maxLength !== undefined && length >= this.maxLength) return false;
    this.fresh.push(name);
    while (this.maxLength !== undefined && this.fresh.length + this.returned.length > this.maxLength)
      this.letters.push([this.next()!, "maxlen"]);
    return true;
  }

  next(): string | undefined {
    return this.returned.shift() ?? this.fresh.shift();
  }

  take(): string | undefined {
    const name = this.next();
    if (name !== undefined) this.unsettled.push(name);
    return name;
  }

  settle(name: string, how: "ack" | "requeue" | "reject"): void {
    this.unsettled = this.unsettled.filter((each) => each !== name);
    if (how === "reject") this.letters.push([name, "rejected"]);
    if (how !== "requeue") return;
    const returns = (this.returns.get(name) ?? 0) + 1;
    this.returns.set(name, returns);
    if (this.limit !== undefined && returns > this.limit) this.letters.push([name, "delivery_limit"]);
    else this.returned.push(name);
  }
}

/** Which of those in hand is settled; without meaning for the other two. */
const step = fc.record({
  do: fc.constantFrom("offer" as const, "take" as const, "ack" as const, "requeue" as const, "reject" as const),
  which: fc.nat(9),
});

test("any sequence of publishing and settling goes as the simple model says", () => {
  const limits = fc.record({
    limit: fc.option(fc.nat(3), { nil: undefined }),
    maxLength: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    rejects: fc.boolean(),
  });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 60 }), ({ limit, maxLength, rejects }, steps) => {
      const real = queue("quorum", {
        "x-delivery-limit": limit ?? -1,
        ...(maxLength === undefined ? {} : { "x-max-length": maxLength }),
        ...(rejects ? { "x-overflow": "reject-publish" } : {}),
      });
      const model = new Model(limit, maxLength, rejects);
      const hands = new Map<string, Entry>();
      for (const [index, each] of steps.entries()) {
        if (each.do === "offer") expect(real.queue.offer(message(`m${index}`))).toBe(model.offer(`m${index}`));
        else if (each.do === "take") {
          const entry = real.queue.take();
          expect(entry && textOf(entry.message)).toBe(model.take());
          if (entry !== undefined) hands.set(textOf(entry.message), entry);
        } else {
          const name = model.unsettled[each.which];
          if (name === undefined) continue;
          model.settle(name, each.do);
          real.queue.settle(hands.get(name)!, each.do);
        }
        expect(real.queue.ready).toBe(model.fresh.length + model.returned.length);
        expect(real.queue.unsettled).toBe(model.unsettled.length);
      }
      expect(real.queue.entries().map((entry) => textOf(entry.message))).toEqual([...model.returned, ...model.fresh]);
      expect(real.letters).toEqual(model.letters);
    }),
    { numRuns: 500 },
  );
});

test("a classic queue puts what comes back where it was", () => {
  const { queue: q } = queue("classic", {});
  for (const name of ["a", "b", "c"]) q.offer(message(name));
  const [a, b] = [q.take()!, q.take()!];
  q.settle(b, "requeue");
  q.settle(a, "requeue");
  expect(q.entries().map((entry) => textOf(entry.message))).toEqual(["a", "b", "c"]);
});

test("messages expire in order at their time, and only from the front", async () => {
  const { queue: q, letters, clock } = queue("quorum", { "x-message-ttl": 100 });
  q.offer(message("a"));
  await clock.advance(40);
  q.offer(message("b"));
  await clock.advance(59);
  expect(letters).toEqual([]);
  await clock.advance(1);
  expect(letters).toEqual([["a", "expired"]]);
  await clock.advance(40);
  expect(letters).toEqual([
    ["a", "expired"],
    ["b", "expired"],
  ]);
});

test("consumers with room take turns", async () => {
  const { queue: q } = queue("quorum", {});
  const got: Record<string, string[]> = { one: [], two: [] };
  for (const name of ["one", "two"]) {
    q.addConsumer({
      hasRoom: () => got[name]!.length < 3,
      deliver: (entry) => void got[name]!.push(textOf(entry.message)),
      cancelled: () => undefined,
    });
  }
  for (const name of ["a", "b", "c", "d", "e"]) q.offer(message(name));
  expect(got).toEqual({ one: [], two: [] });
  await turn();
  expect(got).toEqual({ one: ["a", "c", "e"], two: ["b", "d"] });
});
