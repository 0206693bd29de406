import type { Definitions } from "@insaka/broker";
import { connect as connectWire } from "amqplib";
import { describe, expect, test } from "vitest";
import { broker, skip } from "../support/broker.js";
import { connected, DEFINITIONS, eventually, lendingHost, sendRaw } from "../support/contracts.js";
import { idleCreditBureau } from "../support/idle-handlers.js";
import { LOAN_APPROVED, properties } from "../support/samples.js";

const names = (list: readonly { readonly name: string }[] | undefined): string[] =>
  (list ?? []).map(({ name }) => name).sort();

describe("the definitions that codegen wrote", () => {
  test("are imported by the broker as they stand", async () => {
    const host = await lendingHost();
    const imported = await host.management.exportDefinitions();
    expect(names(imported.queues)).toEqual(names(DEFINITIONS.queues));
    expect(names(imported.exchanges)).toEqual(names(DEFINITIONS.exchanges));
    expect(names(imported.policies)).toEqual(names(DEFINITIONS.policies));
    expect(imported.bindings).toHaveLength(DEFINITIONS.bindings?.length ?? 0);
  });

  test("are what a node imports when it boots on them", async (context) => {
    if (broker.origin === "url") skip(context, "RABBITMQ_URL names a broker that booted on files of its own");
    const booted = await broker.management.request<Definitions>("GET", "/definitions/%2F");
    expect(names(booted.queues)).toEqual(names(DEFINITIONS.queues));
    const users = await broker.management.request<readonly { name: string }[]>("GET", "/users");
    for (const { name } of DEFINITIONS.users ?? []) expect(users.map((user) => user.name)).toContain(name);
    expect(users.map((user) => user.name)).not.toContain("guest");
  });

  test("hold no password", () => {
    for (const user of DEFINITIONS.users ?? []) expect(Object.keys(user)).not.toContain("password_hash");
    expect(JSON.stringify(DEFINITIONS)).not.toMatch(/password/i);
  });

  test("put exactly one policy of ours on each queue, and it takes effect", async () => {
    const host = await lendingHost();
    // The broker shows effective policies some seconds after a queue was made.
    await eventually(async () =>
      (await host.management.queues()).every((queue) => queue.effective_policy_definition !== undefined),
    );
    for (const queue of await host.management.queues()) {
      const matching = (DEFINITIONS.policies ?? []).filter(({ pattern }) => new RegExp(pattern).test(queue.name));
      expect(names(matching), queue.name).toEqual([queue.policy]);
      expect(queue.effective_policy_definition, queue.name).toEqual(matching[0]?.definition);
      expect(queue).toMatchObject({ durable: true, arguments: { "x-queue-type": "quorum" } });
    }
  });
});

describe("a service's user", () => {
  /** Tries one thing on a channel of its own; resolves to the broker's reply code, or 0. */
  async function reply(
    url: string,
    attempt: (channel: Awaited<ReturnType<typeof open>>["channel"]) => Promise<unknown>,
  ): Promise<number> {
    const { connection, channel } = await open(url);
    try {
      await attempt(channel);
      return 0;
    } catch (error) {
      return (error as { code?: number }).code ?? -1;
    } finally {
      await connection.close().catch(() => undefined);
    }
  }

  async function open(url: string) {
    const connection = await connectWire(url);
    connection.on("error", () => undefined);
    const channel = await connection.createConfirmChannel();
    channel.on("error", () => undefined);
    return { connection, channel };
  }

  const publish = (exchange: string, key: string) => (channel: Awaited<ReturnType<typeof open>>["channel"]) =>
    new Promise((resolve, reject) => {
      channel.once("error", reject);
      channel.publish(exchange, key, Buffer.from("{}"), {}, (error) => (error ? undefined : resolve(undefined)));
    });

  test("may do what its document says, and nothing else", async () => {
    const host = await lendingHost();
    const url = host.url("communications");
    const allowed = {
      "its own event": publish("communications", "notification.sent"),
      "its own retries": publish("insaka.retry.5s", "communications.loan-approved"),
      "its own dead letters": publish("insaka.dead", "communications.loan-approved"),
    };
    for (const [what, attempt] of Object.entries(allowed)) expect(await reply(url, attempt), what).toBe(0);
    const refused: Record<string, Parameters<typeof reply>[1]> = {
      "another service's event": publish("loan-origination", "loan.approved"),
      "another key on its own exchange": publish("communications", "loan.approved"),
      "another service's retries": publish("insaka.retry.5s", "loan-origination.notification-sent"),
      "another service's dead letters": publish("insaka.dead", "credit-bureau.credit-report-requested"),
      "any queue by the default exchange": publish("", "loan-origination.notification-sent"),
      "the return exchange": publish("insaka.return", "communications.loan-approved"),
      "reading another service's queue": (channel) =>
        channel.consume("credit-bureau.credit-report-requested", () => undefined),
      "reading its own dead-letter queue": (channel) =>
        channel.consume("communications.loan-approved.dlq", () => undefined),
      "declaring a queue": (channel) => channel.assertQueue("communications.extra", { durable: true }),
      "deleting a queue": (channel) => channel.deleteQueue("communications.loan-approved"),
      "binding its queue elsewhere": (channel) =>
        channel.bindQueue("communications.loan-approved", "credit-bureau", "#"),
    };
    for (const [what, attempt] of Object.entries(refused)) expect(await reply(url, attempt), what).toBe(403);
  });

  test("cannot log in without its password", async () => {
    const host = await lendingHost();
    for (const password of ["", "communications", "guest"]) {
      const url = new URL(host.url("communications"));
      url.password = password;
      await expect(connectWire(url.href)).rejects.toThrow(/403|refused/i);
    }
  });
});

describe("nothing is lost on the way", () => {
  test("a message that nobody handles in ten deliveries reaches its dead-letter queue by the broker itself", async () => {
    const host = await lendingHost();
    const sent = properties("LoanApproved", 2);
    await sendRaw(host, {
      exchange: "loan-origination",
      routingKey: "loan.approved",
      body: JSON.stringify(LOAN_APPROVED),
      properties: sent,
    });
    const { connection, channel } = await (async () => {
      const opened = await connectWire(host.url("communications"));
      return { connection: opened, channel: await opened.createChannel() };
    })();
    let deliveries = 0;
    await channel.consume("communications.loan-approved", (message) => {
      if (message === null) return;
      deliveries += 1;
      channel.nack(message, false, true);
    });
    await eventually(
      async () =>
        (await host.management.getMessages("communications.loan-approved.dlq", 1, { keep: true })).length === 1,
    );
    await connection.close();
    expect(deliveries).toBe(11);
    const [letter] = await host.management.getMessages("communications.loan-approved.dlq", 1, { keep: true });
    expect(letter?.properties).toMatchObject({
      message_id: sent.message_id,
      headers: { "x-first-death-reason": "delivery_limit" },
    });
  });

  test("a retry of a queue that is gone waits in insaka.stray and holds back nobody else", async () => {
    const host = await lendingHost();
    const { broker: link, told } = await connected(host, "credit-bureau");
    const { creditBureauConsumer } = await import("@intellifin/contracts");
    await creditBureauConsumer(link, { handlers: idleCreditBureau });
    await host.management.deleteQueue("communications.loan-approved");
    const retry = (queue: string, type: string) => ({
      exchange: queue.startsWith("credit") ? "insaka.retry.1s" : "insaka.retry.5s",
      routingKey: queue,
      body: JSON.stringify({
        applicationId: LOAN_APPROVED.applicationId,
        nrc: "123456/10/1",
        consentId: LOAN_APPROVED.loanId,
      }),
      properties: properties(type, 1),
    });
    const lost = Array.from({ length: 20 }, () => retry("communications.loan-approved", "LoanApproved"));
    const healthy = retry("credit-bureau.credit-report-requested", "CreditReportRequested");
    for (const each of [...lost, healthy]) expect(await sendRaw(host, each)).toBe(true);
    await told.settled({ messageId: healthy.properties.message_id, outcome: "ack" });
    await eventually(
      async () => (await host.management.getMessages("insaka.stray", 50, { keep: true })).length === lost.length,
    );
  });
});
