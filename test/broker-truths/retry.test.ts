import type { VirtualHost } from "@insaka/broker";
import type { ConfirmChannel } from "amqplib";
import { describe, expect, it } from "vitest";
import { freshVhost } from "../support/broker.js";
import { depth, eventually, type Inbox, listen, openChannel, publish, quorumQueue } from "./support/wire.js";

/** How long a message waits for its retry, in milliseconds. */
const wait = 100;

/** At-least-once dead-lettering into the return exchange, which is what both designs of row 13 have in common. */
const waiting = {
  "x-message-ttl": wait,
  "x-dead-letter-exchange": "return",
  "x-dead-letter-strategy": "at-least-once",
  "x-overflow": "reject-publish",
} as const;

describe("retry through wait queues", () => {
  describe("row 13: forty messages for a queue that is gone, then ten for a healthy one", () => {
    it("one wait queue for all services: the healthy one gets nothing; one per service with an alternate: all ten", async () => {
      const [shared, apart] = [await freshVhost(), await freshVhost()];
      const sharedInbox = await sharedWaitQueue(shared);
      const apartInbox = await waitQueuePerService(apart);
      // The shared design has had its forty and ten before the other one starts, and still delivers nothing.
      expect((await apartInbox.count(10)).length).toBe(10);
      expect(sharedInbox.messages).toEqual([]);
      const channel = await openChannel(apart.adminUrl);
      await eventually(async () => expect(await depth(channel, "stray")).toBe(40));
    });

    it("a destination that is full and rejects publishes blocks the shared wait queue in the same way", async () => {
      const [shared, apart] = [await freshVhost(), await freshVhost()];
      const sharedInbox = await sharedWaitQueue(shared, "full");
      const apartInbox = await waitQueuePerService(apart, "full");
      expect((await apartInbox.count(10)).length).toBe(10);
      expect(sharedInbox.messages).toEqual([]);
    });

    async function sharedWaitQueue(host: VirtualHost, broken: "gone" | "full" = "gone"): Promise<Inbox> {
      const channel = await openChannel(host.adminUrl);
      await channel.assertExchange("return", "direct");
      await channel.assertExchange("retry", "topic");
      await quorumQueue(channel, "wait", waiting);
      await channel.bindQueue("wait", "retry", "#");
      if (broken === "full") await fullQueue(channel);
      return fillAndListen(channel);
    }

    async function waitQueuePerService(host: VirtualHost, broken: "gone" | "full" = "gone"): Promise<Inbox> {
      const channel = await openChannel(host.adminUrl);
      await channel.assertExchange("stray", "fanout");
      await channel.assertExchange("return", "direct", { alternateExchange: "stray" });
      await channel.assertExchange("retry", "topic");
      await quorumQueue(channel, "stray");
      await channel.bindQueue("stray", "stray", "");
      for (const service of ["broken", "healthy"]) {
        await quorumQueue(channel, `${service}.wait`, waiting);
        await channel.bindQueue(`${service}.wait`, "retry", `${service}.#`);
      }
      if (broken === "full") await fullQueue(channel);
      return fillAndListen(channel);
    }

    /** The queue of the broken service, which holds one message and takes no more. */
    async function fullQueue(channel: ConfirmChannel): Promise<void> {
      await channel.assertQueue("broken.q", {
        arguments: { "x-queue-type": "classic", "x-max-length": 1, "x-overflow": "reject-publish" },
      });
      await channel.bindQueue("broken.q", "return", "broken.q");
      await publish(channel, "", "broken.q", "fills it");
    }

    /** Forty messages to a service that cannot take them, then ten to one that can, all confirmed into their wait queue. */
    async function fillAndListen(channel: ConfirmChannel): Promise<Inbox> {
      await quorumQueue(channel, "healthy.q");
      await channel.bindQueue("healthy.q", "return", "healthy.q");
      const inbox = await listen(channel, "healthy.q");
      const send = (key: string, count: number): Promise<string[]> =>
        Promise.all(Array.from({ length: count }, (_, index) => publish(channel, "retry", key, `${index}`)));
      expect(await send("broken.q", 40)).toEqual(Array(40).fill("confirmed"));
      expect(await send("healthy.q", 10)).toEqual(Array(10).fill("confirmed"));
      return inbox;
    }
  });

  it("row 17: with CC left on a retried message there are two copies in each service's queue", async () => {
    const host = await freshVhost();
    const channel = await openChannel(host.adminUrl);
    await channel.assertExchange("return", "direct");
    for (const service of ["a", "b"]) {
      await quorumQueue(channel, service);
      await channel.bindQueue(service, "return", service);
    }
    await publish(channel, "return", "both", "x", { headers: { CC: ["a", "b"] } });
    for (const service of ["a", "b"]) {
      const message = await channel.get(service);
      if (message === false) throw new Error(`${service} got nothing`);
      await publish(channel, "return", service, message.content, { headers: { ...message.properties.headers } });
      channel.ack(message);
    }
    await eventually(async () => expect(await depth(channel, "b")).toBe(2));
    expect(await depth(channel, "a")).toBe(2);
  });
});
