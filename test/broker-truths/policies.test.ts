import type { PolicySettings } from "@insaka/broker";
import { describe, expect, it } from "vitest";
import { freshVhost } from "../support/broker.js";
import { depth, eventually, listen, openChannel, openConnection, publish, quorumQueue, watch } from "./support/wire.js";

/** A generated policy in small. */
const ours: PolicySettings = {
  pattern: "^q$",
  "apply-to": "queues",
  priority: 100,
  definition: { "dead-letter-exchange": "dead", "dead-letter-routing-key": "q" },
};

describe("policies and arguments", () => {
  it("row 7: redeclaring a queue with a changed argument is refused with 406, and the channel is dead", async () => {
    const host = await freshVhost();
    const channel = await openChannel(host.adminUrl);
    await quorumQueue(channel, "q", { "x-message-ttl": 1_000 });
    await expect(quorumQueue(channel, "q", { "x-message-ttl": 2_000 })).rejects.toThrow(/406/);
    await channel.closed;
    await expect(channel.checkQueue("q")).rejects.toThrow("Channel closed");
  });

  describe("row 16: somebody adds only a max-length", () => {
    async function withDeadLetters() {
      const host = await freshVhost();
      const channel = await openChannel(host.adminUrl);
      await host.management.putPolicy("ours", ours);
      await channel.assertExchange("dead", "topic");
      await quorumQueue(channel, "q.dlq");
      await channel.bindQueue("q.dlq", "dead", "q");
      await quorumQueue(channel, "q");
      await eventually(async () => expect((await host.management.queue("q"))?.policy).toBe("ours"));
      return { host, channel };
    }

    const theirs: PolicySettings = { ...ours, priority: 101, definition: { "max-length": 1_000 } };

    it("as a policy of higher priority it replaces ours whole: a rejected message is gone", async () => {
      const { host, channel } = await withDeadLetters();
      await host.management.putPolicy("theirs", theirs);
      await eventually(async () => {
        expect((await host.management.queue("q"))?.effective_policy_definition).toEqual(theirs.definition);
      });
      await publish(channel, "", "q", "x");
      await (await listen(channel, "q", (message) => channel.reject(message, false))).count(1);
      await publish(channel, "dead", "q", "marker");
      expect((await (await listen(channel, "q.dlq")).count(1))[0]?.content.toString()).toBe("marker");
      expect(await depth(channel, "q")).toBe(0);
    });

    it("as an operator policy it merges: a rejected message becomes a dead letter", async () => {
      const { host, channel } = await withDeadLetters();
      await host.management.putPolicy("theirs", theirs, "operator-policies");
      await eventually(async () => {
        const effective = (await host.management.queue("q"))?.effective_policy_definition;
        expect(effective).toEqual({ ...ours.definition, ...theirs.definition });
      });
      await publish(channel, "", "q", "x");
      await listen(channel, "q", (message) => channel.reject(message, false));
      expect((await (await listen(channel, "q.dlq")).count(1))[0]?.content.toString()).toBe("x");
    });
  });

  describe("row 19: where the dead-letter routing key stands", () => {
    it("as an argument, with the exchange in a policy, the declaration is refused with 406", async () => {
      const host = await freshVhost();
      const connection = await openConnection(host.adminUrl);
      await host.management.putPolicy("ours", { ...ours, definition: { "dead-letter-exchange": "dead" } });
      const channel = watch(await connection.createChannel());
      const declare = quorumQueue(channel, "q", { "x-dead-letter-routing-key": "q" });
      await expect(declare).rejects.toThrow(/406.*routing_key_but_no_dlx_defined/);
    });

    it("nowhere, with one policy for all queues, one letter is in two dead-letter queues", async () => {
      const host = await freshVhost();
      const channel = await openChannel(host.adminUrl);
      await channel.assertExchange("events", "topic");
      await channel.assertExchange("dead", "topic");
      await host.management.putPolicy("all", {
        ...ours,
        pattern: "^[ab]$",
        definition: { "dead-letter-exchange": "dead" },
      });
      for (const queue of ["a", "b"]) {
        await quorumQueue(channel, queue);
        await channel.bindQueue(queue, "events", "loan.approved");
        await quorumQueue(channel, `${queue}.dlq`);
        await channel.bindQueue(`${queue}.dlq`, "dead", "loan.approved");
      }
      await publish(channel, "events", "loan.approved", "x");
      await listen(channel, "a", (message) => channel.reject(message, false));
      for (const letters of ["a.dlq", "b.dlq"]) {
        const [letter] = await (await listen(channel, letters)).count(1);
        expect(letter?.properties.headers?.["x-death"]?.[0]?.queue).toBe("a");
      }
      expect(await depth(channel, "b")).toBe(1);
    });
  });
});
