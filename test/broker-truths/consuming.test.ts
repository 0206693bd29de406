import { once } from "node:events";
import type { Channel, ConsumeMessage } from "amqplib";
import { describe, expect, it } from "vitest";
import { freshVhost } from "../support/broker.js";
import { facts } from "./support/versions.js";
import { depth, eventually, listen, openChannel, openConnection, publish, quorumQueue, watch } from "./support/wire.js";

describe("consuming", () => {
  it("row 3: a queue deleted under a consumer gives the callback null, and nothing else", async () => {
    const host = await freshVhost();
    const connection = await openConnection(host.adminUrl);
    const channel = watch(await connection.createChannel());
    await quorumQueue(channel, "q");
    let ended: () => void = () => undefined;
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await channel.consume("q", (message) => {
      if (message === null) ended();
    });
    await host.management.deleteQueue("q");
    await end;
    await channel.checkExchange("amq.topic");
    expect(channel.errors).toEqual([]);
    expect(connection.errors).toEqual([]);
  });

  it("row 4: endless requeue on a quorum queue without a dead-letter exchange loses the message without an error", async () => {
    const host = await freshVhost();
    const channel = await openChannel(host.adminUrl);
    await quorumQueue(channel, "q");
    await channel.prefetch(1);
    await publish(channel, "", "q", "poison");
    await publish(channel, "", "q", "next");
    const patience = 60;
    let deliveries = 0;
    const inbox = await listen(channel, "q", (message) => {
      if (message.content.toString() === "poison") deliveries += 1;
      const again = message.content.toString() === "poison" && deliveries < patience;
      if (again) channel.reject(message, true);
      else channel.ack(message);
    });
    await eventually(() => expect(inbox.bodies()).toContain("next"));
    const limit = facts.defaultDeliveryLimit;
    expect(deliveries).toBe(limit === undefined ? patience : limit + 1);
    expect(channel.errors).toEqual([]);
    expect(await depth(channel, "q")).toBe(0);
  });

  it("row 12: a throw inside amqplib's consumer callback escapes and ends the connection; no handler-error is forwarded", async () => {
    const host = await freshVhost();
    const channel = await openChannel(host.adminUrl);
    await channel.assertQueue("q");
    await publish(channel, "", "q", "x");
    const connection = await openConnection(host.adminUrl);
    const forwarded: unknown[] = [];
    connection.on("handler-error", (error) => forwarded.push(error));
    const consuming = await connection.createChannel();
    const closed = new Promise((resolve) => connection.once("close", resolve));
    await listen(consuming, "q", () => {
      throw new Error("thrown by the handler");
    });
    await closed;
    // It went through the frame reader: one handler's mistake ends the connection of all of them.
    expect(connection.errors).toMatchObject([{ message: "thrown by the handler" }]);
    expect(forwarded).toEqual([]);
  });

  it("row 18: a publisher's x-delivery-count is shown as it is on the first delivery", async () => {
    const host = await freshVhost();
    const channel = await openChannel(host.adminUrl);
    await quorumQueue(channel, "q");
    await publish(channel, "", "q", "x", { headers: { "x-delivery-count": 99 } });
    const [message] = await (await listen(channel, "q")).count(1);
    expect(message?.fields.redelivered).toBe(false);
    expect(message?.properties.headers?.["x-delivery-count"]).toBe(99);
  });

  describe("row 22: every way to hand a message back adds 1 to its delivery count, but nack and recover from 4.3 on", () => {
    const ways: Readonly<Record<string, (channel: Channel, message: ConsumeMessage) => Promise<unknown>>> = {
      nack: async (channel, message) => channel.nack(message, false, true),
      "reject with requeue": async (channel, message) => channel.reject(message, true),
      "channel close": (channel) => channel.close(),
      "cancel and close": (channel, message) =>
        channel.cancel(message.fields.consumerTag ?? "").then(() => channel.close()),
      recover: (channel) => channel.recover(),
    };

    it.each(Object.entries(ways))("%s", async (way, handBack) => {
      const host = await freshVhost();
      const connection = await openConnection(host.adminUrl);
      const channel = await connection.createConfirmChannel();
      await quorumQueue(channel, "q");
      await publish(channel, "", "q", "x");
      const first = await listen(channel, "q");
      const [message] = await first.count(1);
      if (message === undefined) throw new Error("nothing was delivered");
      expect(message.properties.headers?.["x-delivery-count"] ?? 0).toBe(0);
      await handBack(channel, message);
      expect(await countOfNextDelivery(host.adminUrl, channel, first)).toBe(
        facts.uncountedHandBacks.includes(way) ? 0 : 1,
      );
    });

    it("connection close", async () => {
      const host = await freshVhost();
      const channel = await openChannel(host.adminUrl);
      await quorumQueue(channel, "q");
      await publish(channel, "", "q", "x");
      const connection = await openConnection(host.adminUrl);
      await (await listen(await connection.createChannel(), "q")).count(1);
      const closed = once(connection, "close");
      await connection.close();
      await closed;
      const [again] = await (await listen(channel, "q")).count(1);
      expect(again?.properties.headers?.["x-delivery-count"]).toBe(1);
    });
  });
});

/** The message comes back to the same consumer where that still lives, and to a new one otherwise. */
async function countOfNextDelivery(
  url: string,
  channel: Channel,
  first: Awaited<ReturnType<typeof listen>>,
): Promise<unknown> {
  const second = await listen(await openChannel(url), "q");
  const again = await Promise.race([first.count(2).then((all) => all[1]), second.count(1).then((all) => all[0])]);
  expect(again?.fields.redelivered).toBe(true);
  channel.removeAllListeners();
  return again?.properties.headers?.["x-delivery-count"] ?? 0;
}
