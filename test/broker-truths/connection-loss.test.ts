import { once } from "node:events";
import { connect } from "amqplib";
import { describe, expect, it, onTestFinished } from "vitest";
import { broker, freshVhost } from "../support/broker.js";
import { holdingProxy } from "../support/holding-proxy.js";
import { crash, depth, eventually, listen, openChannel, openConnection, publish, quorumQueue } from "./support/wire.js";

describe("connections that are lost", () => {
  it("row 9: amqplib's recovery restores the connection, no consumer, and rejects every pending confirm", async () => {
    const host = await freshVhost();
    const observer = await openChannel(host.adminUrl);
    await quorumQueue(observer, "q");
    const proxy = await holdingProxy(broker.amqpHost, broker.amqpPort);
    const url = new URL(host.adminUrl);
    url.host = `127.0.0.1:${proxy.port}`;
    const recovering = await connect(url.href, { noDelay: true, recovery: { initialDelay: 1 } });
    onTestFinished(() => recovering.close());
    const channel = await recovering.createConfirmChannel();
    channel.on("error", () => undefined);
    await listen(channel, "q");
    expect((await observer.checkQueue("q")).consumerCount).toBe(1);

    // Held back on their way, so that all of them are pending when the broker closes the connection.
    proxy.hold();
    const answers = Array.from({ length: 200 }, (_, index) => publish(channel, "", "q", `${index}`));
    const reconnected = once(recovering, "connect");
    await eventually(async () => {
      const others = await host.management.connections();
      expect(others.length).toBeGreaterThanOrEqual(2);
    });
    await host.management.closeConnections();
    expect(await Promise.all(answers)).toEqual(Array(200).fill("rejected"));
    await reconnected;
    const after = await openChannel(host.adminUrl);
    expect((await after.checkQueue("q")).consumerCount).toBe(0);
  });

  describe("row 15: one poison message that kills the process, delivery-limit 4", () => {
    const count = 20;

    /** Twenty messages of which the first kills whoever handles it. */
    async function poisonedQueue(): Promise<{ readonly url: string; deadLetters(count: number): Promise<string[]> }> {
      const host = await freshVhost();
      const channel = await openChannel(host.adminUrl);
      await quorumQueue(channel, "dead");
      await quorumQueue(channel, "q", {
        "x-delivery-limit": 4,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "dead",
      });
      await publish(channel, "", "q", "poison");
      for (let sent = 1; sent < count; sent += 1) await publish(channel, "", "q", `innocent-${sent}`);
      return {
        url: host.adminUrl,
        async deadLetters(expected) {
          const inbox = await listen(await openChannel(host.adminUrl), "dead");
          await inbox.count(expected);
          return inbox.bodies();
        },
      };
    }

    /** One life of a process: the poison kills it with all that it holds, anything else is settled. Resolves to what it settled. */
    async function live(url: string, prefetch: number): Promise<string[]> {
      const observer = await openChannel(url);
      const left = await depth(observer, "q");
      const connection = await openConnection(url);
      const channel = await connection.createChannel();
      await channel.prefetch(prefetch);
      const held = await listen(channel, "q");
      const [first] = await held.count(Math.min(prefetch, left));
      if (first?.content.toString() === "poison") {
        crash(connection);
        // The broker has noticed once the consumer is gone; what it held is then ready again, or dead.
        await eventually(async () => expect((await observer.checkQueue("q")).consumerCount).toBe(0));
        return [];
      }
      expect(first?.fields.redelivered).toBe(false);
      await channel.cancel(held.consumerTag);
      for (const message of held.messages) channel.ack(message);
      const rest = await listen(channel, "q", (message) => channel.ack(message));
      await rest.count(left - held.messages.length);
      return [...held.bodies(), ...rest.bodies()];
    }

    async function liveUntilEmpty(url: string, prefetch: number): Promise<string[]> {
      const settled: string[] = [];
      const observer = await openChannel(url);
      while ((await depth(observer, "q")) > 0) settled.push(...(await live(url, prefetch)));
      return settled;
    }

    it("with prefetch 20 all twenty are dead, nineteen of them innocent", async () => {
      const queue = await poisonedQueue();
      expect(await liveUntilEmpty(queue.url, 20)).toEqual([]);
      const dead = await queue.deadLetters(20);
      expect(dead.filter((body) => body.startsWith("innocent"))).toHaveLength(19);
    });

    it("with prefetch 1 until the first fresh delivery is settled only the poison is dead", async () => {
      const queue = await poisonedQueue();
      expect(await liveUntilEmpty(queue.url, 1)).toHaveLength(19);
      expect(await queue.deadLetters(1)).toEqual(["poison"]);
    });
  });
});
