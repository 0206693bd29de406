import { describe, expect, test } from "vitest";
import { policiesOf } from "../check/lost-messages.js";
import { buildTopology } from "./build-topology.js";
import type { Operation, Service } from "./contract-model.js";
import type { Exchange } from "./topology.js";

const source = { file: "f", line: 1, column: 1, pointer: "" };
const service = (name: string): Service => ({
  name,
  title: name,
  identifier: name,
  typeName: name,
  fileName: name,
  description: null,
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
const send = (from: string, to: string, routingKey: string): Operation => ({
  action: "send",
  service: from,
  name: routingKey,
  route: { exchange: to, routingKey, source },
  messages: [],
  reply: null,
  source,
});
const receive = (by: string, queue: string, steps: readonly string[], routingKey = "loan.approved"): Operation => ({
  action: "receive",
  service: by,
  name: queue,
  queue,
  retry: { steps, attempts: 6 },
  bindings: [{ exchange: "lending", routingKey, source }],
  messages: [],
  reply: null,
  source,
});

/** Gives an operation a reply. */
const answered = <T extends Operation>(operation: T): T => ({
  ...operation,
  messages: [{ message: "Ask", versions: [1], source }],
  reply: { location: "$message.header#/replyTo", fixed: null, messages: [], source },
});
const broadcast = (to: string, ...keys: readonly string[]): Operation => ({
  action: "broadcast",
  service: to,
  name: "push",
  queue: `${to}.instance.{instance}`,
  statedRetry: null,
  bindings: keys.map((routingKey) => ({ exchange: "lending", routingKey, source })),
  messages: [],
  source,
});

const operations = [
  send("lending", "lending", "loan.approved"),
  send("lending", "lending", "loan.a+b"),
  receive("comms", "comms.loan-approved", ["5s", "2m"]),
  receive("comms", "comms.loan-rejected", ["30s"], "loan.*"),
  receive("ledger", "ledger.all", ["5s"]),
];
const topology = buildTopology([service("lending"), service("comms"), service("ledger"), service("idle")], operations, [
  exchange("lending"),
  exchange("unused"),
]);
const user = (name: string) => topology.users.find((each) => each.name === name);

describe("buildTopology", () => {
  test("makes the exchanges in use and those of retries and dead letters", () => {
    expect(topology.exchanges.map(({ name, type }) => `${name} ${type}`)).toEqual([
      "insaka.dead topic",
      "insaka.retry.2m topic",
      "insaka.retry.30s topic",
      "insaka.retry.5s topic",
      "insaka.return direct",
      "insaka.stray fanout",
      "lending topic",
    ]);
    expect(topology.exchanges.find(({ name }) => name === "insaka.return")?.arguments).toEqual({
      "alternate-exchange": "insaka.stray",
    });
  });

  test("makes a wait queue for each service and step, a dead-letter queue for each queue, all quorum", () => {
    expect(topology.queues.map(({ name }) => name)).toEqual([
      "comms.loan-approved",
      "comms.loan-approved.dlq",
      "comms.loan-rejected",
      "comms.loan-rejected.dlq",
      "comms.wait.2m",
      "comms.wait.30s",
      "comms.wait.5s",
      "insaka.stray",
      "ledger.all",
      "ledger.all.dlq",
      "ledger.wait.5s",
    ]);
    for (const queue of topology.queues)
      expect(queue).toMatchObject({ durable: true, arguments: { "x-queue-type": "quorum" } });
  });

  test("brings a message back to its own queue and a dead letter to its own dead-letter queue", () => {
    const bindings = topology.bindings.map(({ exchange: from, queue, routingKey }) => `${from} ${routingKey} ${queue}`);
    expect(bindings).toContain("insaka.retry.5s comms.# comms.wait.5s");
    expect(bindings).toContain("insaka.retry.5s ledger.# ledger.wait.5s");
    expect(bindings).toContain("insaka.return comms.loan-approved comms.loan-approved");
    expect(bindings).toContain("insaka.dead comms.loan-approved comms.loan-approved.dlq");
    expect(bindings).toContain("insaka.stray  insaka.stray");
    expect(bindings).toContain("lending loan.* comms.loan-rejected");
    expect(bindings).not.toContain("insaka.retry.2m ledger.# ledger.wait.2m");
  });

  test("exactly one policy applies to each queue", () => {
    for (const { name } of topology.queues) expect(policiesOf(topology, name), name).toHaveLength(1);
    expect(policiesOf(topology, "comms.wait.2m")[0]?.definition).toEqual({
      "message-ttl": 120_000,
      "dead-letter-exchange": "insaka.return",
      "dead-letter-strategy": "at-least-once",
      overflow: "reject-publish",
      "max-length-bytes": 268_435_456,
      "delivery-limit": -1,
    });
    expect(policiesOf(topology, "comms.loan-approved")[0]?.definition).toEqual({
      "dead-letter-exchange": "insaka.dead",
      "dead-letter-routing-key": "comms.loan-approved",
      "dead-letter-strategy": "at-least-once",
      overflow: "reject-publish",
      "delivery-limit": 10,
    });
    for (const letters of ["comms.loan-approved.dlq", "insaka.stray"]) {
      expect(policiesOf(topology, letters)[0]?.definition).toEqual({ "delivery-limit": -1 });
    }
  });

  test("a service that receives nothing needs no machinery", () => {
    const alone = buildTopology([service("lending")], [send("lending", "lending", "a")], [exchange("lending")]);
    expect([alone.exchanges.length, alone.queues, alone.bindings, alone.policies]).toEqual([1, [], [], []]);
  });
});

const may = (pattern: string | undefined, text: string): boolean => new RegExp(pattern ?? "(?!)").test(text);

describe("users", () => {
  test("a sender writes to its exchange with its keys and to nothing else", () => {
    const lending = user("lending");
    expect(lending?.permission).toEqual({ configure: "^$", write: "^lending$", read: "^$" });
    expect(lending?.topicPermissions).toEqual([
      { exchange: "lending", write: "^(loan\\.a\\+b|loan\\.approved)$", read: "^$" },
    ]);
    const keys = lending?.topicPermissions[0]?.write;
    expect([
      may(keys, "loan.approved"),
      may(keys, "loan.a+b"),
      may(keys, "loanXapproved"),
      may(keys, "loan.aab"),
    ]).toEqual([true, true, false, false]);
  });

  test("a receiver reads its queues, and settles under its own name", () => {
    const comms = user("comms");
    expect(may(comms?.permission.read, "comms.loan-approved")).toBe(true);
    expect(may(comms?.permission.read, "comms.loan-approved.dlq")).toBe(false);
    expect(may(comms?.permission.read, "ledger.all")).toBe(false);
    for (const name of ["insaka.dead", "insaka.retry.5s", "insaka.retry.2m", "insaka.retry.30s"])
      expect(may(comms?.permission.write, name), name).toBe(true);
    for (const name of ["", "lending", "insaka.return", "insaka.retry.5sx", "comms.loan-approved"])
      expect(may(comms?.permission.write, name), name).toBe(false);
    const dead = comms?.topicPermissions.find(({ exchange: name }) => name === "insaka.dead")?.write;
    expect([may(dead, "comms.loan-approved"), may(dead, "commsX.q"), may(dead, "ledger.all")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(may(user("ledger")?.permission.write, "insaka.retry.2m")).toBe(false);
  });

  test("a service that does nothing may do nothing", () => {
    expect(user("idle")).toEqual({
      name: "idle",
      permission: { configure: "^$", write: "^$", read: "^$" },
      topicPermissions: [],
    });
  });

  test("no account has a secret", () => {
    for (const each of topology.users) expect(Object.keys(each)).toEqual(["name", "permission", "topicPermissions"]);
  });
});

describe("queues of instances", () => {
  const talking = buildTopology(
    [service("lending"), service("gateway"), service("desk"), service("listener")],
    [
      answered(send("gateway", "lending", "ask")),
      answered(send("desk", "lending", "ask")),
      answered(receive("lending", "lending.asks", ["5s"], "ask")),
      send("lending", "lending", "loan.approved"),
      broadcast("gateway", "loan.approved"),
      broadcast("listener", "loan.*", "loan.approved"),
    ],
    [exchange("lending")],
  );
  const account = (name: string) => talking.users.find((each) => each.name === name);
  const keys = (name: string, at: string) => account(name)?.topicPermissions.find((each) => each.exchange === at);

  test("are in no definitions, and one policy bounds them all", () => {
    expect(talking.queues.map(({ name }) => name)).toEqual([
      "insaka.stray",
      "lending.asks",
      "lending.asks.dlq",
      "lending.wait.5s",
    ]);
    expect(talking.bindings.some(({ queue }) => queue.includes("instance"))).toBe(false);
    expect(talking.policies.filter(({ applyTo }) => applyTo === "classic_queues")).toEqual([
      {
        name: "insaka.instance",
        pattern: "^[a-z0-9-]+\\.instance\\..+$",
        applyTo: "classic_queues",
        priority: 100,
        definition: { "max-length": 10_000, overflow: "drop-head" },
      },
    ]);
    for (const { name } of talking.queues) expect(policiesOf(talking, name), name).toHaveLength(1);
  });

  test("answers go through an exchange of their own, which is there for them alone", () => {
    expect(talking.exchanges.find(({ name }) => name === "insaka.reply")).toMatchObject({
      type: "topic",
      durable: true,
    });
    expect(topology.exchanges.some(({ name }) => name === "insaka.reply")).toBe(false);
    expect(topology.policies.some(({ name }) => name === "insaka.instance")).toBe(false);
  });

  test("who asks declares, binds and reads queues of its own instances, by their own names", () => {
    expect(account("desk")?.permission).toEqual({
      configure: "^desk\\.instance\\..+$",
      write: "^(lending|desk\\.instance\\..+)$",
      read: "^(insaka\\.reply|desk\\.instance\\..+)$",
    });
    expect(keys("desk", "insaka.reply")).toEqual({
      exchange: "insaka.reply",
      write: "^$",
      read: "^desk\\.instance\\..+$",
    });
    const configure = account("gateway")?.permission.configure;
    expect([
      may(configure, "gateway.instance.1"),
      may(configure, "desk.instance.1"),
      may(configure, "gateway.q"),
    ]).toEqual([true, false, false]);
  });

  test("who answers writes to the instances of those who ask, and declares nothing", () => {
    expect(account("lending")?.permission.configure).toBe("^$");
    const write = keys("lending", "insaka.reply")?.write;
    expect(write).toBe("^(desk|gateway)\\.instance\\..+$");
    expect(keys("lending", "insaka.reply")?.read).toBe("^$");
    for (const key of ["gateway.instance.1", "desk.instance.2"]) expect(may(write, key), key).toBe(true);
    for (const key of ["listener.instance.1", "lending.asks", "xdesk.instance.1"])
      expect(may(write, key), key).toBe(false);
  });

  test("who listens binds with the documented keys and no others", () => {
    expect(account("listener")?.permission).toEqual({
      configure: "^listener\\.instance\\..+$",
      write: "^listener\\.instance\\..+$",
      read: "^(lending|listener\\.instance\\..+)$",
    });
    expect(account("listener")?.topicPermissions).toEqual([
      { exchange: "lending", write: "^$", read: "^(loan\\.\\*|loan\\.approved)$" },
    ]);
    expect(keys("gateway", "lending")).toEqual({ exchange: "lending", write: "^ask$", read: "^loan\\.approved$" });
    const read = keys("listener", "lending")?.read;
    expect([may(read, "loan.*"), may(read, "loan.rejected"), may(read, "#")]).toEqual([true, false, false]);
  });
});
