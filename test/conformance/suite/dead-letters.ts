import { newMessageId, Reject } from "@insaka/runtime";
import { listDeadLetters, replayDeadLetters } from "@insaka/runtime/dead-letters";
import { describe, expect, test } from "vitest";
import type { Setup } from "../support/host.js";
import { ORDER, ORDERS, shop, warehouse } from "../support/orders.js";

const good = JSON.stringify(ORDER);
const props = { type: "OrderPlaced", contentType: "application/json", appId: "shop" };

/** Every way in which a message can be unreadable: reason, body, properties, version. */
const INVALID: readonly [string, string | Buffer, Readonly<Record<string, string>>, number | undefined][] = [
  ["not-json", "NRC 123456/10/1", props, 2],
  ["not-utf8", Buffer.from([0x22, 0xff, 0xfe, 0x22]), props, 2],
  ["content-type", good, { ...props, contentType: "text/xml" }, 2],
  ["content-encoding", good, { ...props, contentEncoding: "gzip" }, 2],
  ["too-large", JSON.stringify({ orderId: "x".repeat(3_000) }), props, 2],
  ["too-deep", `${"[".repeat(70)}${"]".repeat(70)}`, props, 2],
  ["forbidden-key", '{"orderId":"o-1","total":"1.00","__proto__":{}}', props, 2],
  ["no-version", good, props, undefined],
  ["unknown-message", good, { ...props, type: "OrderEaten" }, 2],
  ["schema", '{"orderId":"o-1","total":"twelve"}', props, 2],
  ["upcast-refused", '{"orderId":"o-1","amount":12.345}', props, 1],
];

export function deadLetters({ host }: Setup): void {
  describe("dead letters", () => {
    test.concurrent("say why, for every way to be unreadable, and keep the body byte for byte", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(at, () => undefined, { limits: { bodyBytes: 2_000 } });
      const sent = new Map<string, { reason: string; body: Buffer }>();
      for (const [reason, body, properties, version] of INVALID) {
        const messageId = newMessageId();
        sent.set(messageId, { reason, body: Buffer.from(body as string) });
        await at.publish({
          exchange: "shop",
          routingKey: "order.placed",
          body: Buffer.from(body as string),
          properties: { ...properties, messageId },
          headers: version === undefined ? { note: "mine" } : { "x-version": version, note: "mine" },
        });
      }
      for (const [messageId, { reason }] of sent) await told.settled({ messageId, outcome: "dead-letter", reason });
      const letters = await at.messages(`${ORDERS}.dlq`);
      expect(letters).toHaveLength(INVALID.length);
      for (const letter of letters) {
        const { reason, body } = sent.get(letter.messageId!)!;
        expect([reason, letter.body.equals(body)]).toEqual([reason, true]);
        expect(letter.headers).toMatchObject({
          note: "mine",
          "x-dead-reason": reason,
          "x-dead-class": "invalid",
          "x-dead-queue": ORDERS,
          "x-attempt": 1,
        });
      }
    });

    test.concurrent("take in a message that has no id", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(at, () => undefined);
      const properties = { type: "OrderPlaced", contentType: "application/json" };
      await at.publish({ exchange: "shop", routingKey: "order.placed", body: good, properties });
      await told.settled({ outcome: "dead-letter", reason: "no-message-id" });
      const [letter] = await at.messages(`${ORDERS}.dlq`);
      expect(letter!.body.toString()).toBe(good);
      expect(letter!.messageId).toBeUndefined();
    });

    test.concurrent("are what a handler rejects, at once and with its reason", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(at, () => {
        throw new Reject("no such customer");
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      await told.settled({ messageId, outcome: "dead-letter", attempt: 1, reason: "no such customer" });
      const [letter] = await at.messages(`${ORDERS}.dlq`);
      expect(letter).toMatchObject({
        messageId,
        headers: { "x-dead-class": "permanent", "x-dead-reason": "no such customer", "x-attempt": 1 },
      });
    });

    test.concurrent("are listed by an operator, and replayed to the handler under their old id with a fresh count", async (context) => {
      const at = await host(context);
      const attempts: number[] = [];
      const { told } = await warehouse(at, ({ envelope }) => {
        attempts.push(envelope.attempt);
        if (attempts.length <= 2) throw new Reject("not yet");
        expect(envelope).toMatchObject({ exchange: "shop", routingKey: "order.placed", sender: "shop" });
      });
      const { send } = await shop(at);
      const first = await send.orderPlaced(ORDER);
      const second = await send.orderPlaced(ORDER);
      for (const { messageId } of [first, second]) await told.settled({ messageId, outcome: "dead-letter" });
      const operator = await at.operator();
      const letters = await listDeadLetters(operator, ORDERS);
      expect(letters).toMatchObject([
        { messageId: first.messageId, reason: "not yet", class: "permanent", origin: { exchange: "shop" } },
        { messageId: second.messageId, reason: "not yet", class: "permanent", origin: { exchange: "shop" } },
      ]);
      const report = await replayDeadLetters(operator, ORDERS, ({ messageId }) => messageId === first.messageId);
      expect(report).toEqual({ seen: 2, replayed: 1, failed: [] });
      await told.settled({ messageId: first.messageId, outcome: "ack", attempt: 1 });
      expect(attempts).toEqual([1, 1, 1]);
      expect((await at.messages(`${ORDERS}.dlq`)).map(({ messageId }) => messageId)).toEqual([second.messageId]);
    });

    test.concurrent("that die again while they are replayed are left for the next time", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(at, () => {
        throw new Reject("never");
      });
      const { send } = await shop(at);
      const sent = [await send.orderPlaced(ORDER), await send.orderPlaced(ORDER)];
      for (const { messageId } of sent) await told.settled({ messageId, outcome: "dead-letter" });
      const report = await replayDeadLetters(await at.operator(), ORDERS, () => true);
      expect(report).toEqual({ seen: 2, replayed: 2, failed: [] });
    });

    test.concurrent("of a queue that nobody knows cannot be listed", async (context) => {
      const at = await host(context);
      const listing = listDeadLetters(await at.operator(), "no.such-queue");
      await expect(listing).rejects.toMatchObject({ code: "queue-missing" });
    });

    test.concurrent("can be looked at any number of times", async (context) => {
      const at = await host(context);
      await at.publish({ exchange: "insaka.dead", routingKey: ORDERS, body: good, properties: { messageId: "m-1" } });
      for (let look = 0; look < 25; look += 1) expect(await at.messages(`${ORDERS}.dlq`)).toHaveLength(1);
    });

    test.concurrent("take along a stranger's headers, and leave what does not fit", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(at, () => undefined);
      const messageId = newMessageId();
      await at.publish({
        exchange: "shop",
        routingKey: "order.placed",
        body: good,
        properties: { ...props, type: "Unheard", messageId },
        headers: { "x-version": 2, note: "x".repeat(65_300) },
      });
      await told.settled({ messageId, outcome: "dead-letter" });
      const [letter] = await at.messages(`${ORDERS}.dlq`);
      expect(letter).toMatchObject({
        messageId,
        headers: { "x-dead-reason": "unknown-message", "x-dropped-headers": "note" },
      });
    });
  });
}
