import type { Envelope } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import type { OrderPlacedV2 } from "../contracts/generated/index.js";
import { type Setup, withPolicy } from "../support/host.js";
import { gate, ORDER, ORDERS, rawOrder, shop, warehouse } from "../support/orders.js";

export function consuming({ host, features }: Setup): void {
  describe("consuming", () => {
    test.concurrent("hands over a message once, with payload and envelope, and removes it when the handler returns", async (context) => {
      const at = await host(context);
      const got: { payload: OrderPlacedV2; envelope: Envelope }[] = [];
      const { told, broker } = await warehouse(at, ({ payload, envelope }) => void got.push({ payload, envelope }));
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER, { correlationId: "case-9" });
      await told.settled({ messageId, outcome: "ack" });
      expect(got).toMatchObject([
        {
          payload: ORDER,
          envelope: {
            messageId,
            message: "OrderPlaced",
            version: 2,
            sender: "shop",
            correlationId: "case-9",
            attempt: 1,
            redelivered: false,
            queue: ORDERS,
            exchange: "shop",
            routingKey: "order.placed",
          },
        },
      ]);
      await broker.close();
      expect(await at.messages(ORDERS)).toEqual([]);
    });

    test.concurrent("reads version 1 as version 2, and leaves out names that no document declares", async (context) => {
      const at = await host(context);
      const got: OrderPlacedV2[] = [];
      const { told } = await warehouse(at, ({ payload }) => void got.push(payload));
      const { messageId, message } = rawOrder(1, { orderId: "o-1", amount: 12.5, campaign: "spring" });
      await at.publish(message);
      expect(await told.settled({ messageId })).toMatchObject({ outcome: "ack", version: 1, readAs: 2 });
      expect(got).toEqual([ORDER]);
    });

    test.concurrent("begins in quarantine with one, and takes the full prefetch once a fresh message is settled", async (context) => {
      const at = await host(context);
      const { send } = await shop(at);
      for (let index = 0; index < 8; index += 1) await send.orderPlaced(ORDER);
      const first = gate();
      const rest = gate();
      const begun = gate();
      const five = gate();
      let running = 0;
      const { told, broker } = await warehouse(
        at,
        async () => {
          running += 1;
          if (running === 1) {
            begun.open();
            await first.opened;
            return;
          }
          if (running === 6) five.open();
          await rest.opened;
        },
        { prefetch: 5 },
      );
      await begun.opened;
      expect(broker.health().queues[ORDERS]).toBe("quarantine");
      // A queue hands out what the prefetch allows at once: with one in hand, seven are still there.
      expect(await at.messages(ORDERS)).toHaveLength(7);
      expect(running).toBe(1);
      first.open();
      await told.subscription(ORDERS, "active");
      await five.opened;
      expect(running).toBe(6);
      expect(await at.messages(ORDERS)).toHaveLength(2);
      rest.open();
      await told.until((events) => (events.filter(({ type }) => type === "settled").length === 8 ? true : undefined));
    });

    test.concurrent("one at a time keeps the order", async (context) => {
      const at = await host(context);
      const handled: string[] = [];
      const { told } = await warehouse(
        at,
        async ({ envelope }) => {
          await Promise.resolve();
          handled.push(envelope.messageId);
        },
        { prefetch: 1 },
      );
      const { send } = await shop(at);
      const receipts = await Promise.all(Array.from({ length: 30 }, () => send.orderPlaced(ORDER)));
      await told.settled({ messageId: receipts[29]!.messageId });
      expect(handled).toEqual(receipts.map(({ messageId }) => messageId));
    });

    test.concurrent("by two consumers shares the messages: each gets some, and each message is handled once", async (context) => {
      const at = await host(context);
      const handled: string[][] = [[], []];
      const running = await Promise.all(
        handled.map((mine) => warehouse(at, ({ envelope }) => void mine.push(envelope.messageId), { prefetch: 2 })),
      );
      const { send } = await shop(at);
      const receipts = await Promise.all(Array.from({ length: 40 }, () => send.orderPlaced(ORDER)));
      const settled = () =>
        running.flatMap(({ told }) => told.events).filter((event) => event.type === "settled").length;
      await Promise.race(running.map(({ told }) => told.until(() => (settled() === 40 ? true : undefined))));
      expect(handled.flat().sort()).toEqual(receipts.map(({ messageId }) => messageId).sort());
      for (const mine of handled) expect(mine.length).toBeGreaterThan(0);
    });

    test.concurrent("through the loss of its connection: the late settle counts for nothing, and the message comes again as redelivered", async (context) => {
      const at = await host(context);
      const begun = gate();
      const end = gate();
      const envelopes: Envelope[] = [];
      const { told, broker } = await warehouse(at, async ({ envelope }) => {
        envelopes.push(envelope);
        if (envelopes.length > 1) return;
        begun.open();
        await end.opened;
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      await begun.opened;
      await at.disconnect("warehouse");
      await told.settled({ messageId, outcome: "ack", redelivered: true });
      end.open();
      await told.settled({ messageId, outcome: "stale", redelivered: false });
      expect(envelopes).toMatchObject([{ redelivered: false }, { redelivered: true, attempt: 1 }]);
      await told.until(() => (broker.health().ready ? true : undefined));
      const after = await send.orderPlaced(ORDER);
      await told.settled({ messageId: after.messageId, outcome: "ack" });
    });

    test.concurrent("and closing lets work in flight end, hands back what does not, in front of what came later", async (context) => {
      const at = await host(context);
      const { send } = await shop(at);
      const quick = gate();
      const begun = gate();
      const ids: string[] = [];
      const { told, broker } = await warehouse(
        at,
        async ({ envelope, signal }) => {
          ids.push(envelope.messageId);
          if (ids.length === 1) return;
          if (ids.length === 3) begun.open();
          if (ids.length === 2) return await quick.opened;
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
        },
        { prefetch: 2 },
      );
      await send.orderPlaced(ORDER);
      await told.subscription(ORDERS, "active");
      const later: string[] = [];
      for (let index = 0; index < 3; index += 1) later.push((await send.orderPlaced(ORDER)).messageId);
      await begun.opened;
      const closing = broker.close({ deadlineMs: 300 });
      quick.open();
      expect(await closing).toEqual({ finished: 1, handedBack: 1, unconfirmed: 0 });
      const left = await at.messages(ORDERS);
      expect(left.map(({ messageId }) => messageId)).toEqual([later[1], later[2]]);
      expect(left.map(({ redelivered }) => redelivered)).toEqual([true, false]);
      const counted = left[0]?.headers["x-delivery-count"] ?? 0;
      expect(counted).toBe(features.countsHandBacks ? 1 : 0);
    });

    test.concurrent("of a message that kills its process again and again ends in its dead-letter queue, by the broker's own count", async (context) => {
      const at = await host(context, { definitions: withPolicy(ORDERS, { "delivery-limit": 1 }) });
      const redelivered: boolean[] = [];
      const { told } = await warehouse(at, ({ envelope }) => {
        redelivered.push(envelope.redelivered);
        if (redelivered.length <= 2) void at.disconnect("warehouse");
        return new Promise(() => undefined);
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      const lost = (times: number) =>
        told.until((events) => {
          const losses = events.filter((event) => event.type === "subscription" && event.state === "lost");
          return new Set(losses.map((event) => ("queue" in event ? event.queue : ""))).size > 0 &&
            redelivered.length >= times
            ? true
            : undefined;
        });
      await lost(2);
      let letters = await at.messages(`${ORDERS}.dlq`);
      while (letters.length === 0) letters = await at.messages(`${ORDERS}.dlq`);
      expect(redelivered).toEqual([false, true]);
      expect(letters).toMatchObject([
        {
          messageId,
          exchange: "insaka.dead",
          routingKey: ORDERS,
          headers: { "x-first-death-reason": "delivery_limit", "x-first-death-queue": ORDERS },
        },
      ]);
      expect(JSON.parse(letters[0]!.body.toString())).toEqual(ORDER);
    });

    test.concurrent("does not suffer from a receiver that changes what it was given", async (context) => {
      const at = await host(context);
      const seen: unknown[] = [];
      const { told } = await warehouse(at, ({ payload, envelope, retryLater }) => {
        seen.push(structuredClone(payload));
        (payload as { orderId: string }).orderId = "changed";
        if (envelope.attempt === 1) throw retryLater("1s");
      });
      const { send } = await shop(at);
      const mine = { ...ORDER };
      const { messageId } = await send.orderPlaced(mine);
      mine.orderId = "changed after it was sent";
      await told.settled({ messageId, outcome: "retry" });
      await at.pass(1_000);
      await told.settled({ messageId, outcome: "ack" });
      expect(seen).toEqual([ORDER, ORDER]);
    });
  });
}
