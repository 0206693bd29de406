import type { BrokerDefinitions } from "@insaka/runtime/memory";
import { describe, expect, test } from "vitest";
import type { Setup } from "../support/host.js";

/** Pattern, keys that fit, keys that do not. `*` is exactly one word, `#` any number of them, none included. */
const TOPICS: readonly [string, readonly string[], readonly string[]][] = [
  ["a.b", ["a.b"], ["a", "a.b.c", "A.b", "a.b."]],
  ["a.*", ["a.b", "a."], ["a", "a.b.c"]],
  ["*.b", ["a.b", ".b"], ["b", "a.a.b"]],
  ["*", ["a", "b"], ["", "a.b"]],
  ["#", ["", "a", "a.b.c", "."], []],
  ["a.#", ["a", "a.b", "a.b.c", "a."], ["b", "", "b.a"]],
  ["#.b", ["b", "a.b", "a.a.b"], ["a", "b.a", ""]],
  ["a.#.b", ["a.b", "a.x.b", "a.x.y.b"], ["a", "b", "a.b.x"]],
  ["#.#", ["", "a", "a.b"], []],
  ["*.#", ["a", "a.b", "."], [""]],
  ["#.*", ["a", "a.b"], [""]],
  ["*.*.#", ["a.b", "a.b.c", "."], ["a", ""]],
  ["#.a.#.b.#", ["a.b", "x.a.y.b.z"], ["b.a", "a"]],
  ["a*", [], ["ab", "a"]],
  ["", [""], ["a", "."]],
  ["a..b", ["a..b"], ["a.b", "a.x.b"]],
];

const hashes = (pattern: string): number => pattern.split(".").filter((word) => word === "#").length;

export function routing({ host, features }: Setup): void {
  describe("routing", () => {
    test.concurrent("by topic follows the words of the pattern, to the edge cases", async (context) => {
      const topics = TOPICS.filter(([pattern]) => hashes(pattern) <= features.hashesInAKey);
      const names = topics.map((_, index) => `t.${index}`);
      const definitions: BrokerDefinitions = {
        exchanges: [{ name: "events", type: "topic" }],
        queues: names.map((name) => queue(name)),
        bindings: topics.map(([pattern], index) => bound("events", pattern, `t.${index}`)),
      };
      const { publish, messages } = await host(context, { definitions });
      const keys = [...new Set(topics.flatMap(([, yes, no]) => [...yes, ...no]))];
      for (const key of keys) await publish({ exchange: "events", routingKey: key, body: key });
      for (const [index, [pattern, yes, no]] of topics.entries()) {
        const got = (await messages(`t.${index}`)).map(({ body }) => body.toString());
        const asked = got.filter((key) => yes.includes(key) || no.includes(key));
        expect([pattern, asked.sort()]).toEqual([pattern, [...yes].sort()]);
      }
    });

    test.concurrent("by a key with three # is bound, or refused by a broker that limits them", async (context) => {
      const made = host(context, {
        definitions: {
          exchanges: [{ name: "events", type: "topic" }],
          queues: [queue("one")],
          bindings: [bound("events", "#.a.#.b.#", "one")],
        },
      });
      if (features.hashesInAKey < 3) return await expect(made).rejects.toThrow(/wildcards/);
      const { publish } = await made;
      expect(await publish({ exchange: "events", routingKey: "x.a.y.b.z", body: "x" })).toBe(true);
    });

    test.concurrent("a message goes once into a queue that is bound twice, and to every queue that fits", async (context) => {
      const { publish, messages } = await host(context, {
        definitions: {
          exchanges: [{ name: "events", type: "topic" }],
          queues: [queue("one"), queue("two")],
          bindings: [bound("events", "a.#", "one"), bound("events", "*.b", "one"), bound("events", "a.b", "two")],
        },
      });
      expect(await publish({ exchange: "events", routingKey: "a.b", body: "x" })).toBe(true);
      expect(await messages("one")).toHaveLength(1);
      expect(await messages("two")).toHaveLength(1);
    });

    test.concurrent("direct goes by the whole key, fanout by none, the default exchange by the queue's name", async (context) => {
      const { publish, messages } = await host(context, {
        definitions: {
          exchanges: [
            { name: "direct", type: "direct" },
            { name: "fanout", type: "fanout" },
          ],
          queues: [queue("one"), queue("two")],
          bindings: [
            bound("direct", "a.*", "one"),
            bound("direct", "a.b", "two"),
            bound("fanout", "whatever", "one"),
            bound("fanout", "", "two"),
          ],
        },
      });
      await publish({ exchange: "direct", routingKey: "a.b", body: "direct" });
      await publish({ exchange: "fanout", routingKey: "x.y", body: "fanout" });
      await publish({ exchange: "", routingKey: "one", body: "default" });
      const bodies = async (name: string) => (await messages(name)).map(({ body }) => body.toString());
      expect(await bodies("one")).toEqual(["fanout", "default"]);
      expect(await bodies("two")).toEqual(["direct", "fanout"]);
    });

    test.concurrent("what an exchange cannot route goes to its alternate, and is stored nowhere without one", async (context) => {
      const { publish, messages } = await host(context, {
        definitions: {
          exchanges: [
            { name: "main", type: "direct", arguments: { "alternate-exchange": "lost" } },
            { name: "lost", type: "fanout" },
            { name: "bare", type: "direct" },
          ],
          queues: [queue("one"), queue("strays")],
          bindings: [bound("main", "known", "one"), bound("lost", "", "strays")],
        },
      });
      expect(await publish({ exchange: "main", routingKey: "known", body: "x" })).toBe(true);
      expect(await publish({ exchange: "main", routingKey: "unknown", body: "y" })).toBe(true);
      expect(await publish({ exchange: "bare", routingKey: "unknown", body: "z" })).toBe(false);
      expect((await messages("one")).map(({ body }) => body.toString())).toEqual(["x"]);
      expect(await messages("strays")).toMatchObject([{ exchange: "main", routingKey: "unknown" }]);
    });

    test.concurrent("CC routes by more keys and stays on the message; BCC does and is taken off", async (context) => {
      const { publish, messages } = await host(context, {
        definitions: {
          exchanges: [{ name: "direct", type: "direct" }],
          queues: [queue("a"), queue("b"), queue("c")],
          bindings: [bound("direct", "a", "a"), bound("direct", "b", "b"), bound("direct", "c", "c")],
        },
      });
      await publish({ exchange: "direct", routingKey: "a", body: "x", headers: { CC: ["b"], BCC: ["c"] } });
      for (const name of ["a", "b", "c"]) {
        const [message] = await messages(name);
        expect(message).toMatchObject({ routingKey: "a", headers: { CC: ["b"] } });
        expect(message?.headers).not.toHaveProperty("BCC");
      }
    });
  });
}

function queue(name: string) {
  return { name, durable: true, arguments: { "x-queue-type": "quorum" } };
}

function bound(source: string, routing_key: string, destination: string) {
  return { source, routing_key, destination, destination_type: "queue" };
}
