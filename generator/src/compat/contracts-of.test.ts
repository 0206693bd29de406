import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { planSource, readModel } from "../read-model.js";
import type { Contract } from "./contract.js";
import { contractsOf } from "./contracts-of.js";
import type { StatedContract } from "./stated-contract.js";

async function contractsIn(config: string): Promise<ReadonlyMap<string, StatedContract>> {
  const { plan } = await planSource({ config });
  if (plan === undefined) throw new Error("no plan");
  const { model } = await readModel(plan);
  const stated = contractsOf(model, plan.retention);
  return new Map(stated.map((item) => [`${item.contract.message} ${item.contract.version}`, item]));
}

const golden = (name: string): string =>
  fileURLToPath(new URL(`../../../test/golden/${name}/asyncapi/insaka.config.json`, import.meta.url));

const parties = ({ senders, receivers }: Contract): readonly unknown[] => [
  senders.map(({ service, operation, route }) => [service, operation, route?.routingKey ?? null]),
  receivers.map(({ service, operation, by, queue }) => [service, operation, by, queue?.name ?? null]),
];

test("a version is sent by who lists it, and received by everybody who reads it", async () => {
  const contracts = await contractsIn(golden("lending-example"));
  expect([...contracts.keys()]).toEqual(["LoanApproved 1", "LoanApproved 2"]);
  const [one, two] = [...contracts.values()].map(({ contract }) => contract);
  const read = ["communications", "onLoanApproved", "queue", "communications.loan-approved"];
  expect(parties(one as Contract)).toEqual([[], [read]]);
  expect(parties(two as Contract)).toEqual([[["loan-origination", "sendLoanApproved", "loan.approved"]], [read]]);
  expect(two).toMatchObject({
    status: "current",
    kind: "event",
    owner: "lending",
    retention: { class: "transaction", years: 10 },
    contentType: "application/json",
    headers: null,
    upcast: { by: "steps", steps: [{ op: "toDecimalString" }, { op: "group" }, { op: "set" }] },
    senders: [{ exchange: { name: "loan-origination", type: "topic", durable: true } }],
    receivers: [{ retry: { steps: ["5s", "30s", "2m", "10m"], attempts: 6 }, reads: [1, 2] }],
  });
  expect(JSON.stringify([one, two])).not.toContain('"line"');
});

test("an answer is sent by who receives the request, and read by who sends it; a broadcast reaches each instance", async () => {
  const contracts = await contractsIn(golden("request-reply-and-broadcast"));
  const of = (name: string): readonly unknown[] => parties(contracts.get(name)?.contract as Contract);
  expect(of("LoanApplicationAccepted 2")).toEqual([
    [["loan-origination", "onSubmitLoanApplication", null]],
    [["api-gateway", "submitLoanApplication", "reply", null]],
  ]);
  expect(of("LoanApproved 1")[1]).toEqual([
    ["api-gateway", "onSessionPush", "broadcast", "api-gateway.instance.{instance}"],
    ["loan-origination", "keepJournal", "queue", "loan-origination.journal"],
  ]);
});

test("every part has a place in a document", async () => {
  const contracts = await contractsIn(golden("lending-example"));
  const { placeOf } = contracts.get("LoanApproved 2") as StatedContract;
  const at = (part: Parameters<typeof placeOf>[0]): string => `${placeOf(part).file}:${placeOf(part).line}`;
  const home = "asyncapi/loan-origination.asyncapi.yaml";
  expect(at({ in: "message" })).toBe(`${home}:31`);
  expect(at({ in: "upcast" })).toBe(`${home}:36`);
  expect(at({ in: "sender", service: "loan-origination", operation: "sendLoanApproved" })).toBe(`${home}:13`);
  const receiver = { in: "receiver", service: "communications", operation: "onLoanApproved" } as const;
  expect(at(receiver)).toBe("asyncapi/communications.asyncapi.yaml:13");
  expect(at({ ...receiver, service: "nobody" })).toBe(`${home}:31`);
});

test("what another document restates of a payload is that party's view, and changes the digest", async () => {
  const folder = await mkdtemp(join(tmpdir(), "insaka-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const message = (payload: string): string =>
    `    M1: { name: M, x-version: 1, x-status: current, payload: ${payload} }`;
  const write = (name: string, channel: string, operation: string, payload: string): Promise<void> =>
    writeFile(
      join(folder, `${name}.asyncapi.yaml`),
      `asyncapi: 3.0.0\ninfo: { title: ${name}, version: '1' }\nchannels:\n  m:\n    messages: { M1: { $ref: '#/components/messages/M1' } }\n${channel}\noperations:\n  m: { action: ${operation}, channel: { $ref: '#/channels/m' } }\ncomponents:\n  messages:\n${message(payload)}\n`,
    );
  await writeFile(
    join(folder, "insaka.config.json"),
    '{ "version": 1, "documents": "*.asyncapi.yaml", "output": { "folder": "..", "contracts": "out" } }',
  );
  const queue =
    "    address: reader.m\n    bindings: { amqp: { is: queue, queue: { name: reader.m, durable: true } } }\n    x-rabbitmq: { bind: [{ exchange: sender, routingKey: m }] }";
  const route =
    "    address: m\n    bindings: { amqp: { is: routingKey, exchange: { name: sender, type: topic, durable: true } } }";
  await write("reader", queue, "receive", "{ type: object, required: [a] }");
  await write("sender", route, "send", "{ type: object, properties: { a: { type: string } } }");
  const config = join(folder, "insaka.config.json");
  const first = (await contractsIn(config)).get("M 1") as StatedContract;
  expect(first.contract.payload).toEqual({ properties: { a: { type: "string" } }, type: "object" });
  expect(first.contract.receivers).toMatchObject([{ service: "reader", view: { required: ["a"], type: "object" } }]);
  expect(first.contract.senders[0]).not.toHaveProperty("view");
  await write("reader", queue, "receive", "{ type: object, required: [b] }");
  const second = (await contractsIn(config)).get("M 1") as StatedContract;
  expect(second.contract.payload).toEqual(first.contract.payload);
  expect(second.digest).not.toBe(first.digest);
});
