import { describe, expect, test } from "vitest";
import type { Binding, Exchange, Policy, Queue, Topology } from "../model/topology.js";
import { lostMessages } from "./lost-messages.js";
import type { CheckContext } from "./rule.js";

const source = { file: "f", line: 1, column: 1, pointer: "" };
const queue = (name: string, role: Queue["role"] = "consumed", args: Queue["arguments"] = {}): Queue => ({
  name,
  role,
  durable: true,
  autoDelete: false,
  arguments: args,
  source,
});
const exchange = (name: string, type = "topic"): Exchange => ({
  name,
  type,
  durable: true,
  autoDelete: false,
  internal: false,
  arguments: {},
  source,
});
const binding = (from: string, to: string, routingKey: string): Binding => ({
  exchange: from,
  queue: to,
  routingKey,
  source,
});
const policy = (name: string, pattern: string, definition: Policy["definition"], priority = 100): Policy => ({
  name,
  pattern,
  applyTo: "quorum_queues",
  priority,
  definition,
});

const careful = {
  "dead-letter-exchange": "dead",
  "dead-letter-routing-key": "q",
  "dead-letter-strategy": "at-least-once",
  overflow: "reject-publish",
};
const sound: Topology = {
  vhost: "/",
  exchanges: [exchange("dead")],
  queues: [queue("q"), queue("q.dlq", "dead-letter")],
  bindings: [binding("dead", "q.dlq", "q")],
  policies: [policy("queue", "^q$", careful), policy("dlq", "\\.dlq$", { "delivery-limit": -1 })],
  users: [],
};

function codes(change: Partial<Topology>): readonly string[] {
  const context = { model: { topology: { ...sound, ...change } } } as CheckContext;
  return lostMessages.flatMap((rule) => rule.check(context).map(() => rule.id));
}

const queuePolicy = (definition: Policy["definition"]): Partial<Topology> => ({
  policies: [policy("queue", "^q$", definition), policy("dlq", "\\.dlq$", { "delivery-limit": -1 })],
});
const letterPolicy = (definition: Policy["definition"]): Partial<Topology> => ({
  policies: [policy("queue", "^q$", careful), policy("dlq", "\\.dlq$", definition)],
});

describe("what loses messages without a word", () => {
  test("a sound topology passes", () => {
    expect(codes({})).toEqual([]);
  });

  test.each<[string, string, Partial<Topology>]>([
    [
      "no policy for a queue",
      "policy-not-unique",
      { queues: [...sound.queues, queue("other", "wait", { "x-dead-letter-exchange": "dead" })] },
    ],
    [
      "two policies of one priority",
      "policy-not-unique",
      { policies: [...sound.policies, policy("twin", "^q$", careful)] },
    ],
    [
      "a consumed queue without a dead-letter exchange",
      "queue-without-dead-letters",
      queuePolicy({ overflow: "reject-publish" }),
    ],
    [
      "a wait queue without a dead-letter exchange",
      "queue-without-dead-letters",
      { queues: [queue("q", "wait"), queue("q.dlq", "dead-letter")], ...queuePolicy({ "message-ttl": 1 }) },
    ],
    ["a dead-letter exchange that does not exist", "dead-letters-unbound", { exchanges: [] }],
    ["a dead-letter exchange with nothing bound", "dead-letters-unbound", { bindings: [] }],
    [
      "a dead-letter key that nothing is bound for",
      "dead-letters-unbound",
      { bindings: [binding("dead", "q.dlq", "other")] },
    ],
    ["drop-head with at-least-once", "drop-head-at-least-once", queuePolicy({ ...careful, overflow: "drop-head" })],
    [
      "at-least-once without a stated overflow",
      "drop-head-at-least-once",
      queuePolicy({ ...careful, overflow: undefined } as unknown as Policy["definition"]),
    ],
    [
      "an argument that overrides the policy's overflow",
      "drop-head-at-least-once",
      { queues: [queue("q", "consumed", { "x-overflow": "drop-head" }), queue("q.dlq", "dead-letter")] },
    ],
    [
      "a dead-letter queue with the default delivery limit",
      "dead-letters-limited",
      letterPolicy({ "max-in-memory-length": 1 }),
    ],
    ["a dead-letter queue with a delivery limit", "dead-letters-limited", letterPolicy({ "delivery-limit": 20 })],
    [
      "a dead-letter queue with a time to live",
      "dead-letters-limited",
      letterPolicy({ "delivery-limit": -1, "message-ttl": 1 }),
    ],
    [
      "a dead-letter queue with a length limit",
      "dead-letters-limited",
      letterPolicy({ "delivery-limit": -1, "max-length": 1 }),
    ],
    [
      "a dead-letter queue with a size limit",
      "dead-letters-limited",
      letterPolicy({ "delivery-limit": -1, "max-length-bytes": 1 }),
    ],
  ])("%s: %s", (_, code, change) => {
    expect(codes(change)).toEqual([code]);
  });

  test("a policy of higher priority replaces ours whole", () => {
    expect(codes({ policies: [...sound.policies, policy("limit", "^q$", { "max-length": 5 }, 200)] })).toEqual([
      "queue-without-dead-letters",
    ]);
  });
});
