import { comparedArguments, compareExchange, compareQueue, type QueueType, type TopologyView } from "@insaka/generator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LiveTopology, liveTopology } from "../support/live-topology.js";
import { topologyOfSystem } from "../support/system.js";
import type { Target } from "../support/target.js";

type Value = string | number | boolean;

/** Two values for every argument that some type of queue compares, and for some that none does. */
const samples: Readonly<Record<string, readonly [Value, Value]>> = {
  "x-colour": ["blue", "red"],
  "x-consumer-disconnected-timeout": [1_000, 2_000],
  "x-consumer-timeout": [100_000, 200_000],
  "x-dead-letter-exchange": ["a", "b"],
  "x-dead-letter-routing-key": ["a", "b"],
  "x-dead-letter-strategy": ["at-most-once", "at-least-once"],
  "x-delayed-retry-max": [10, 20],
  "x-delayed-retry-min": [1, 2],
  "x-delayed-retry-type": ["all", "failed"],
  "x-delivery-limit": [5, 6],
  "x-expires": [60_000, 70_000],
  "x-initial-cluster-size": [1, 2],
  "x-max-age": ["1h", "2h"],
  "x-max-in-memory-bytes": [1, 2],
  "x-max-in-memory-length": [1, 2],
  "x-max-length": [10, 20],
  "x-max-length-bytes": [1_000, 2_000],
  "x-max-priority": [5, 6],
  "x-member-placement-tag": ["a", "b"],
  "x-message-ttl": [1_000, 2_000],
  "x-overflow": ["reject-publish", "drop-head"],
  "x-queue-leader-locator": ["balanced", "client-local"],
  "x-queue-master-locator": ["min-masters", "client-local"],
  "x-queue-mode": ["lazy", "default"],
  "x-queue-version": [2, 1],
  "x-quorum-initial-group-size": [1, 3],
  "x-quorum-target-group-size": [1, 3],
  "x-single-active-consumer": [true, false],
  "x-stream-filter-size-bytes": [16, 32],
  "x-stream-max-segment-size-bytes": [1_000_000, 2_000_000],
};

/** What an argument asks for before the broker creates a queue that has it. */
const companions: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  "x-dead-letter-routing-key": { "x-dead-letter-exchange": "a" },
  "x-dead-letter-strategy": { "x-dead-letter-exchange": "a", "x-overflow": "reject-publish" },
};

/** What the verdict calls each answer of the broker. */
const outcomes: Readonly<Record<number, string>> = { 0: "silently-different", 406: "refused-406" };

/** Declares, declares again otherwise, and holds the broker's answer against the verdict. */
export function reDeclaring({ name, version, node }: Target): void {
  describe(`${name}: a declare of what is there already`, () => {
    // Every row declares names of its own.
    let live: LiveTopology;
    const ends: (() => Promise<void>)[] = [];
    beforeAll(async () => {
      live = await liveTopology(await node(), (end) => ends.push(end), topologyOfSystem({ messages: [], queues: [] }));
    });
    afterAll(() => Promise.all(ends.map((end) => end())));

    test("every argument of the lists has values to try", () => {
      const listed = Object.values(comparedArguments).flatMap((list) => Object.keys(list));
      expect(Object.keys(samples)).toEqual(expect.arrayContaining(listed.filter((each) => each !== "x-queue-type")));
    });

    test.concurrent.for(["classic", "quorum", "stream"] as const)("%s queues: each argument", async (type) => {
      const told: string[] = [];
      const tried = await Promise.all(Object.keys(samples).map((argument) => tryArgument(live, type, argument)));
      for (const { argument, create, again } of tried) {
        for (const { how, before, after, code } of again) {
          const verdict = compareQueue(before, after, version).find(({ part }) => part === argument);
          const foreign = create === 406 && how === "added";
          told.push(`${argument} ${how}: ${verdict?.outcome}${verdict?.foreign === true ? ", not created" : ""}`);
          const answer = `${argument} ${how}: ${outcomes[code] ?? code}${foreign ? ", not created" : ""}`;
          expect(answer).toBe(told.at(-1));
        }
      }
      expect(told.length).toBeGreaterThan(Object.keys(samples).length);
      const kept = await live.host.management.queues();
      for (const { again } of tried) {
        for (const { before, code } of again) {
          const queue = kept.find((each) => each.name === before.name);
          if (code === 0) expect(queue?.arguments, before.name).toMatchObject(before.arguments);
        }
      }
    });

    const queue = queueOf("q", {});
    const quorum = queueOf("q", { "x-queue-type": "quorum" });
    const classic = queueOf("q", { "x-queue-type": "classic" });
    test.concurrent.for([
      ["no longer durable", queue, { ...queue, durable: false }],
      ["deleted with its last consumer", queue, { ...queue, autoDelete: true }],
      ["classic, then quorum", classic, quorum],
      ["quorum, then classic", quorum, classic],
      ["quorum, then of no type", quorum, queue],
      ["of no type, then quorum", queue, quorum],
      ["of no type, then classic", queue, classic],
      ["classic, then of no type", classic, queue],
    ] as const)("a queue %s", async ([title, was, now]) => {
      const [before, after] = [named(was, title), named(now, title)];
      expect(await live.declareQueue(before)).toBe(0);
      const differences = compareQueue(before, after, version);
      expect(await live.declareQueue(after)).toBe(differences.length > 0 ? 406 : 0);
      for (const { outcome } of differences) expect(outcome).toBe("refused-406");
    });

    const exchange: Exchange = {
      name: "e",
      type: "topic",
      durable: true,
      autoDelete: false,
      internal: false,
      arguments: {},
    };
    const alternate = (to: string): Exchange => ({ ...exchange, arguments: { "alternate-exchange": to } });
    test.concurrent.for([
      ["of another type", exchange, { ...exchange, type: "fanout" }],
      ["no longer durable", exchange, { ...exchange, durable: false }],
      ["deleted with its last binding", exchange, { ...exchange, autoDelete: true }],
      ["internal", exchange, { ...exchange, internal: true }],
      ["with an alternate", exchange, alternate("a")],
      ["with another alternate", alternate("a"), alternate("b")],
      ["without its alternate", alternate("a"), exchange],
      ["with another argument", exchange, { ...exchange, arguments: { "x-colour": "blue" } }],
    ] as const)("an exchange %s", async ([title, was, now]) => {
      const [before, after] = [named(was, title), named(now, title)];
      expect(await live.declareExchange(before)).toBe(0);
      const [difference, ...others] = compareExchange(before, after);
      expect(others).toEqual([]);
      expect(outcomes[await live.declareExchange(after)]).toBe(difference?.outcome);
      const { exchanges } = await live.host.management.exportDefinitions();
      const { durable, type, autoDelete: auto_delete, arguments: args } = before;
      const kept = exchanges?.find((each) => each.name === title);
      expect(kept).toMatchObject({ type, durable, auto_delete, arguments: args });
      expect(kept?.arguments).toEqual(args);
    });
  });
}

/** A queue as a test declares it, before and after. */
interface Again {
  readonly how: "changed" | "dropped" | "added";
  readonly before: ReturnType<typeof queueOf>;
  readonly after: ReturnType<typeof queueOf>;
  readonly code: number;
}

async function tryArgument(live: LiveTopology, type: QueueType, argument: string) {
  const [one, two] = samples[argument] ?? [0, 0];
  const plain = { "x-queue-type": type, ...companions[argument] };
  const [withIt, without] = [`${type} with ${argument}`, `${type} without ${argument}`];
  const create = await live.declareQueue(queueOf(withIt, { ...plain, [argument]: one }));
  const again: Again[] = [];
  const declare = async (how: Again["how"], before: Again["before"], after: Again["after"]): Promise<void> => {
    again.push({ how, before, after, code: await live.declareQueue(after) });
  };
  if (create === 0) {
    const before = queueOf(withIt, { ...plain, [argument]: one });
    await declare("changed", before, queueOf(withIt, { ...plain, [argument]: two }));
    await declare("dropped", before, queueOf(withIt, plain));
  }
  // A queue of a type that takes no dead letters cannot be made to have what they ask for.
  if ((await live.declareQueue(queueOf(without, plain))) === 0) {
    await declare("added", queueOf(without, plain), queueOf(without, { ...plain, [argument]: one }));
  }
  return { argument, create, again };
}

type Exchange = Omit<TopologyView["exchanges"][number], "at">;

function named<T extends object>(thing: T, name: string): T & { readonly name: string } {
  return { ...thing, name };
}

function queueOf(name: string, args: Readonly<Record<string, Value>>) {
  return { name, role: "consumed" as const, durable: true, autoDelete: false, arguments: args };
}
