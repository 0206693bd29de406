import { connect as connectRaw } from "amqplib";
import { describe, expect, onTestFinished, test } from "vitest";
import { freshVhost } from "../support/broker.js";
import { connected } from "../support/contracts.js";
import { origination } from "../support/conversations.js";
import { gatewayRequester, LOAN_DESK, loanDesk, REQUESTS } from "../support/loan-desk.js";

describe("the rights of a service that asks", () => {
  type Channel = Awaited<ReturnType<Awaited<ReturnType<typeof connectRaw>>["createChannel"]>>;

  test.each<[string, (channel: Channel, own: string) => Promise<unknown>]>([
    [
      "take another service's replies",
      (channel, own) => channel.bindQueue(own, "insaka.reply", "credit-bureau.instance.1"),
    ],
    ["take everybody's replies", (channel, own) => channel.bindQueue(own, "insaka.reply", "#")],
    [
      "declare another service's queue",
      (channel) => channel.assertQueue("credit-bureau.instance.1", { exclusive: true }),
    ],
    ["declare a queue of any other name", (channel) => channel.assertQueue("api-gateway.inbox")],
    ["read the requests", (channel) => channel.consume(REQUESTS, () => undefined)],
    [
      "answer a request",
      (channel, own) => {
        channel.publish("insaka.reply", own, Buffer.from("{}"));
        // The broker's answer to a publish is the end of the channel; another question waits for it.
        return channel.checkQueue(own);
      },
    ],
  ])("do not let it %s", async (_, attempt) => {
    const host = await loanDesk();
    const connection = await connectRaw(host.url("api-gateway"));
    onTestFinished(() => connection.close());
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    const own = "api-gateway.instance.1";
    await channel.assertQueue(own, { exclusive: true, durable: false });
    await channel.bindQueue(own, "insaka.reply", own);
    await expect(attempt(channel, own)).rejects.toMatchObject({ message: expect.stringContaining("ACCESS_REFUSED") });
  });
});

describe("without the exchange of replies", () => {
  test("neither requester nor responder starts, and each says what is missing", async () => {
    const exchanges = (LOAN_DESK.exchanges ?? []).filter(({ name }) => name !== "insaka.reply");
    const host = await freshVhost({ ...LOAN_DESK, exchanges, topic_permissions: [] });
    const missing = { code: "topology-missing", message: expect.stringContaining("exchange insaka.reply") };
    const asking = await connected(host, "api-gateway");
    await expect(gatewayRequester(asking.broker)).rejects.toMatchObject(missing);
    expect(asking.broker.health().queues).toEqual({});
    await expect(origination(host, () => ({ accepted: { reference: "x" } }))).rejects.toMatchObject(missing);
  });
});
