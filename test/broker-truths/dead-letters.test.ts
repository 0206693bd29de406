import type { ConfirmChannel } from "amqplib";
import { describe, expect, it } from "vitest";
import { freshVhost } from "../support/broker.js";
import { facts } from "./support/versions.js";
import { depth, eventually, listen, openChannel, openConnection, publish, quorumQueue } from "./support/wire.js";

describe("dead letters", () => {
  it("row 5: with a dead-letter exchange that does not exist rejected messages are gone, without an error", async () => {
    const host = await freshVhost();
    const channel = await openChannel(host.adminUrl);
    await quorumQueue(channel, "q", { "x-dead-letter-exchange": "no-such-exchange" });
    await publish(channel, "", "q", "rejected");
    const inbox = await listen(channel, "q", (message) => channel.reject(message, false));
    await inbox.count(1);
    await channel.cancel(inbox.consumerTag);
    // A second message went the same way through the queue, so the broker is done with the first one.
    await publish(channel, "", "q", "next");
    await (await listen(channel, "q", (message) => channel.ack(message))).count(1);
    expect(channel.errors).toEqual([]);
    const queues = await host.management.queues();
    expect(queues.map((queue) => queue.name)).toEqual(["q"]);
    expect(await depth(channel, "q")).toBe(0);
  });

  it("row 8: nack, dead letter, republish, three times over: x-death counts 1 each time", async () => {
    const host = await freshVhost();
    const channel = await openChannel(host.adminUrl);
    await quorumQueue(channel, "dlq");
    await quorumQueue(channel, "q", { "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dlq" });
    const counts: unknown[] = [];
    let headers = {};
    for (let round = 0; round < 3; round += 1) {
      await publish(channel, "", "q", "x", { headers });
      const letter = await deadLetter(channel, "q", "dlq");
      counts.push(letter.properties.headers?.["x-death"]?.[0]?.count);
      headers = { ...letter.properties.headers };
    }
    expect(counts).toEqual(facts.publishedDeathsCount ? [1, 2, 3] : [1, 1, 1]);
  });

  describe("row 14: people look at five dead letters, again and again", () => {
    /** A dead-letter queue with five letters, and a witness queue that gets what the broker drops from it. */
    async function letterBox(args: Record<string, unknown>) {
      const host = await freshVhost();
      const channel = await openChannel(host.adminUrl);
      await quorumQueue(channel, "dropped");
      await quorumQueue(channel, "dlq", {
        ...args,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": "dropped",
      });
      for (let letter = 0; letter < 5; letter += 1) await publish(channel, "", "dlq", `${letter}`);
      const connection = await openConnection(host.adminUrl);
      return {
        channel,
        /** Gets all five and closes the channel, as a tool that shows letters does. */
        async look() {
          await eventually(async () => expect(await depth(channel, "dlq")).toBe(5));
          const browser = await connection.createChannel();
          for (let letter = 0; letter < 5; letter += 1) await browser.get("dlq");
          await browser.close();
        },
      };
    }

    it("by default all five are gone after the 21st look", async () => {
      const box = await letterBox({});
      const looks = facts.defaultDeliveryLimit ?? 30;
      for (let look = 0; look < looks; look += 1) await box.look();
      await eventually(async () => expect(await depth(box.channel, "dlq")).toBe(5));
      if (facts.defaultDeliveryLimit === undefined) return;
      await box.look();
      const dropped = await (await listen(box.channel, "dropped")).count(5);
      expect(dropped.map((letter) => letter.properties.headers?.["x-first-death-reason"])).toEqual(
        Array(5).fill("delivery_limit"),
      );
      expect(await depth(box.channel, "dlq")).toBe(0);
    });

    it("with delivery-limit -1 none is", async () => {
      const box = await letterBox({ "x-delivery-limit": -1 });
      for (let look = 0; look < 25; look += 1) await box.look();
      await eventually(async () => expect(await depth(box.channel, "dlq")).toBe(5));
      expect(await depth(box.channel, "dropped")).toBe(0);
    });
  });
});

/** Rejects the message in `queue` and takes its letter out of `letters`. */
async function deadLetter(channel: ConfirmChannel, queue: string, letters: string) {
  const rejecting = await listen(channel, queue, (message) => channel.nack(message, false, false));
  const taking = await listen(channel, letters, (message) => channel.ack(message));
  const [letter] = await taking.count(1);
  await channel.cancel(rejecting.consumerTag);
  await channel.cancel(taking.consumerTag);
  if (letter === undefined) throw new Error("no letter arrived");
  return letter;
}
