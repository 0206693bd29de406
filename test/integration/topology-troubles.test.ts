import type { VirtualHost } from "@insaka/broker";
import type { Broker } from "@insaka/runtime";
import { communicationsConsumer, loanOriginationPublisher } from "@intellifin/contracts";
import { connect as amqplib } from "amqplib";
import { expect, onTestFinished, test } from "vitest";
import { broker as node } from "../support/broker.js";
import { connected, eventually, lendingHost, sendRaw } from "../support/contracts.js";
import { idleCommunications } from "../support/idle-handlers.js";
import { gatewayBroadcastConsumer, loanDesk } from "../support/loan-desk.js";
import { LOAN_APPROVED, properties } from "../support/samples.js";

const causeAt = (broker: Broker, queue: string): string | undefined =>
  broker.health().troubles.find(({ what }) => what === `queue ${queue}`)?.cause;

/** What a service's user may do in this virtual host, and a way to change it. */
async function rights(host: VirtualHost, service: string) {
  const path = `/permissions/${host.name}/${encodeURIComponent(host.userName(service))}`;
  const { configure, write, read } = await node.management.request<Record<string, string>>("GET", path);
  return {
    set: (readable: string) => node.management.request("PUT", path, { configure, write, read: readable }),
    read: read ?? "",
  };
}

test("a right that is taken away stops its queue alone, with its cause, and the queue is consumed again when it is given back", async () => {
  const host = await lendingHost();
  const { broker, told } = await connected(host, "communications", { timeouts: { backoffCap: 100 } });
  await communicationsConsumer(broker, { handlers: idleCommunications });
  const queues = Object.keys(broker.health().queues);
  const lost = queues.find((queue) => !queue.includes("loan-approved")) ?? "";
  const { read, set } = await rights(host, "communications");
  await set(`^(?!${lost.replaceAll(".", "\\.")}$)(${read})`);
  await eventually(async () => (await host.management.connections()).length >= 2);
  await host.management.closeConnections();
  await eventually(() => Promise.resolve(causeAt(broker, lost) === "access-refused"));
  const others = queues.filter((queue) => queue !== lost);
  for (const queue of others) await told.subscription(queue, "quarantine");
  await eventually(() => Promise.resolve(broker.health().troubles.length === 1));
  expect(broker.health()).toMatchObject({
    ready: false,
    connections: { consume: "ready" },
    queues: { [lost]: "lost" },
  });
  // Its neighbours on the same connection go on while it is tried again and again.
  const origination = await connected(host, "loan-origination");
  const { messageId } = await loanOriginationPublisher(origination.broker).loanApproved(LOAN_APPROVED);
  await told.settled({ messageId, outcome: "ack" });
  const attempts = () => told.events.filter((event) => event.type === "subscription" && event.queue === lost).length;
  const before = attempts();
  await eventually(() => Promise.resolve(attempts() > before + 2));
  const [trouble] = broker.health().troubles;
  expect(told.events.filter((event) => event.type === "connection" && event.state === "lost")).toHaveLength(2);
  await set(read);
  await eventually(() => Promise.resolve(broker.health().ready));
  expect(trouble?.reason).toMatch(/ACCESS_REFUSED|access to queue/);
  expect(broker.health().troubles).toEqual([]);
});

test.each([
  ["405", "held by another connection", { exclusive: true, durable: false }],
  ["406", "made by somebody else in another form", { exclusive: false, durable: true }],
])("%s: a queue of one instance that is %s is a conflict, and is taken when it is gone", async (_, __, form) => {
  const host = await loanDesk();
  const url = new URL(host.url("api-gateway"));
  const given = { user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  let open: () => void = () => undefined;
  let gate = Promise.resolve();
  const { broker, told } = await connected(host, "api-gateway", {
    timeouts: { backoffCap: 100 },
    credentials: () => gate.then(() => given),
  });
  const got: string[] = [];
  await gatewayBroadcastConsumer(broker, {
    handlers: { loanApproved: ({ payload }) => void got.push(payload.loanId) },
  });
  const [queue = ""] = Object.keys(broker.health().queues);
  const operator = await amqplib(host.adminUrl);
  onTestFinished(() => operator.close().catch(() => undefined));
  // Nobody connects again before the name is taken.
  gate = new Promise((resolve) => {
    open = resolve;
  });
  const mine = async () =>
    (await host.management.connections()).filter(({ user }) => user !== node.handle().admin.user);
  await eventually(async () => (await mine()).length >= 2);
  for (const { name } of await mine())
    await node.management.request("DELETE", `/connections/${encodeURIComponent(name)}`);
  await told.subscription(queue, "lost");
  const take = async (): Promise<boolean> => {
    const channel = await operator.createChannel();
    channel.on("error", () => undefined);
    return await channel.assertQueue(queue, { ...form, arguments: { "x-queue-type": "classic" } }).then(
      () => true,
      () => false,
    );
  };
  await eventually(take);
  open();
  await eventually(() => Promise.resolve(causeAt(broker, queue) === "queue-conflict"));
  expect(broker.health()).toMatchObject({ ready: false, connections: { publish: "ready", consume: "ready" } });
  if (!form.exclusive) await host.management.deleteQueue(queue);
  await operator.close();
  await eventually(() => Promise.resolve(broker.health().ready));
  const sent = properties("LoanApproved", 2);
  const body = JSON.stringify({ loanId: "loan-1" });
  await sendRaw(host, { exchange: "loan-origination", routingKey: "loan.approved", body, properties: sent });
  await told.settled({ messageId: sent.message_id, outcome: "ack" });
  expect(got).toEqual(["loan-1"]);
});
