import { describe, expect, it } from "vitest";
import { freshVhost } from "../support/broker.js";
import { depth, eventually, listen, openChannel, openConnection, publish, quorumQueue, watch } from "./support/wire.js";

describe("publishing", () => {
  it("row 1: a mandatory publish without a route is returned with 312, then confirmed", async () => {
    const host = await freshVhost();
    const channel = await openChannel(host.adminUrl);
    const events: string[] = [];
    channel.on("return", (message) => {
      events.push(`returned ${Reflect.get(message.fields, "replyCode")} ${message.properties.messageId}`);
    });
    const answer = await publish(channel, "amq.topic", "nobody.listens", "x", { mandatory: true, messageId: "id-1" });
    events.push(answer);
    expect(events).toEqual(["returned 312 id-1", "confirmed"]);
  });

  it("row 2: on a shared channel one missing exchange rejects good publishes, of which some are stored and some lost", async () => {
    const host = await freshVhost();
    const observer = await openChannel(host.adminUrl);
    await quorumQueue(observer, "q");
    const before = ["before-1", "before-2", "before-3"];
    const after = ["after-1", "after-2", "after-3"];
    let storedThoughRejected = 0;
    // The channel dies before the disk has answered for what came before; now and then the disk is faster, so it is given
    // some rounds to show it once.
    for (let round = 0; round < 50 && storedThoughRejected === 0; round += 1) {
      const channel = await openChannel(host.adminUrl);
      const send = (exchange: string, id: string): Promise<string> => publish(channel, exchange, "q", id);
      const answers = await Promise.all([
        ...before.map((id) => send("", id)),
        send("no-such-exchange", "bad"),
        ...after.map((id) => send("", id)),
      ]);
      expect(channel.errors).toMatchObject([{ code: 404 }]);
      expect(answers.slice(3)).toEqual(["rejected", "rejected", "rejected", "rejected"]);
      const stored = await listen(observer, "q", (message) => observer.ack(message));
      await stored.count(3);
      await observer.cancel(stored.consumerTag);
      expect(stored.bodies()).toEqual(before);
      storedThoughRejected = answers.slice(0, 3).filter((answer) => answer === "rejected").length;
    }
    expect(storedThoughRejected).toBeGreaterThan(0);
  });

  it("row 6: a publish above the broker's limit closes the channel with 406 and leaves the connection", async () => {
    const host = await freshVhost();
    const connection = await openConnection(host.adminUrl);
    const channel = watch(await connection.createConfirmChannel());
    await channel.assertQueue("q");
    expect(await publish(channel, "", "q", Buffer.alloc(17 * 1024 * 1024))).toBe("rejected");
    await channel.closed;
    expect(channel.errors).toMatchObject([{ code: 406 }]);
    expect(await depth(await connection.createChannel(), "q")).toBe(0);
  });

  it("row 11: a channel per publish, never closed, finds none left at the channel_max of 2047", async () => {
    const host = await freshVhost();
    const connection = await openConnection(host.adminUrl);
    const open: unknown[] = [];
    const all = (async () => {
      for (;;) open.push(await connection.createChannel());
    })();
    await expect(all).rejects.toThrow("No channels left to allocate");
    expect(open.length).toBe(2047);
  });

  it("row 21: a publish that fans out to a full queue is nacked and still stored in the other queues", async () => {
    const host = await freshVhost();
    const channel = await openChannel(host.adminUrl);
    await channel.assertExchange("events", "fanout");
    const limit = { "x-max-length": 2, "x-overflow": "reject-publish" };
    await channel.assertQueue("full", { arguments: { "x-queue-type": "classic", ...limit } });
    await quorumQueue(channel, "first");
    await quorumQueue(channel, "second");
    for (const queue of ["full", "first", "second"]) await channel.bindQueue(queue, "events", "");
    const answers: string[] = [];
    for (let sent = 0; sent < 8; sent += 1) answers.push(await publish(channel, "events", "", `${sent}`));
    expect(answers.filter((answer) => answer === "rejected")).toHaveLength(6);
    // The full queue's no came before the others' yes.
    for (const queue of ["first", "second"]) await eventually(async () => expect(await depth(channel, queue)).toBe(8));
    expect(await depth(channel, "full")).toBe(2);
  });

  it("row 25: the error of JSON.parse quotes the payload", () => {
    const parse = (): unknown => JSON.parse("NRC 123456/78/1");
    expect(parse).toThrow(SyntaxError);
    expect(parse).toThrow(/123456\/78\/1/);
  });
});
