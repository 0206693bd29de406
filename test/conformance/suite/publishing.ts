import { isContractError } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import { DEFINITIONS, type Setup, withPolicy } from "../support/host.js";
import { CANCELLATIONS, LEDGER, ORDER, ORDERS, shop } from "../support/orders.js";

/** What a publish rejects with. */
async function failure(publish: Promise<unknown>) {
  const reason = await publish.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (isContractError(reason)) return reason;
  throw new Error(`expected a ContractError, got ${String(reason)}`);
}

export function publishing({ host, features }: Setup): void {
  describe("publishing", () => {
    test.concurrent("resolves when every bound queue holds the message, with all that a receiver relies on", async (context) => {
      const at = await host(context);
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER, { correlationId: "case-7" });
      for (const queue of [ORDERS, LEDGER]) {
        const [message, ...others] = await at.messages(queue);
        expect(others).toEqual([]);
        expect(JSON.parse(message!.body.toString())).toEqual(ORDER);
        expect(message).toMatchObject({
          exchange: "shop",
          routingKey: "order.placed",
          messageId,
          type: "OrderPlaced",
          appId: "shop",
          contentType: "application/json",
          correlationId: "case-7",
          redelivered: false,
          headers: { "x-version": 2, traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/) },
        });
      }
    });

    test.concurrent("carries what its options say, and lets a message wait only for so long", async (context) => {
      const at = await host(context);
      const { send } = await shop(at);
      const options = { correlationId: "case-7", causationId: "cause-7", expiration: 600_000 };
      const { messageId } = await send.orderCancelled({ orderId: "o-1" }, options);
      const [kept] = await at.messages(CANCELLATIONS);
      expect(kept).toMatchObject({ messageId, correlationId: "case-7", headers: { "x-causation-id": "cause-7" } });
      // No longer than the one before it: the broker looks at the first of a queue.
      await send.orderPlaced(ORDER, { expiration: 50 });
      // The test's own time-out is the bound.
      while ((await at.messages(`${ORDERS}.dlq`)).length === 0) await at.pass(50);
      expect(await at.messages(ORDERS)).toEqual([]);
      expect(await at.messages(CANCELLATIONS)).toHaveLength(1);
    });

    test.concurrent("in a burst keeps the order", async (context) => {
      const at = await host(context);
      const { send } = await shop(at);
      const receipts = await Promise.all(Array.from({ length: 200 }, () => send.orderPlaced(ORDER)));
      const stored = await at.messages(ORDERS);
      expect(stored.map(({ messageId }) => messageId)).toEqual(receipts.map(({ messageId }) => messageId));
    });

    test.concurrent("again under the same id keeps the id", async (context) => {
      const at = await host(context);
      const { send } = await shop(at);
      const first = await send.orderPlaced(ORDER);
      expect(await send.orderPlaced(ORDER, { messageId: first.messageId })).toEqual(first);
      const ids = (await at.messages(ORDERS)).map(({ messageId }) => messageId);
      expect(ids).toEqual([first.messageId, first.messageId]);
    });

    test.concurrent("to no queue is returned", async (context) => {
      const at = await host(context);
      await at.deleteQueue("ledger.cancellations");
      const { send, told } = await shop(at);
      const lost = failure(send.orderCancelled({ orderId: "o-1" }));
      // A return concerns one message; its neighbours are confirmed.
      await send.orderPlaced(ORDER);
      expect(await lost).toMatchObject({ code: "returned", outcome: "returned", retryable: false });
      await told.until((events) =>
        events.find((event) => event.type === "publish-failed" && event.code === "returned"),
      );
    });

    test.concurrent("to a full queue among others is nacked, and the others hold the message", async (context) => {
      const at = await host(context, { definitions: withPolicy(ORDERS, { "max-length": 1 }) });
      const { send } = await shop(at);
      let sent = 0;
      let refused: unknown;
      while (refused === undefined) {
        sent += 1;
        await send.orderPlaced(ORDER).catch((error: unknown) => {
          refused = error;
        });
      }
      expect(refused).toMatchObject({ code: "nacked", outcome: "nacked", retryable: true });
      if (features.countsExactly) expect(sent).toBe(2);
      else expect(sent).toBeGreaterThanOrEqual(2);
      expect(await at.messages(LEDGER)).toHaveLength(sent);
      expect((await at.messages(ORDERS)).length).toBeLessThan(sent);
    });

    test.concurrent("to an exchange that is gone fails for that route alone", async (context) => {
      const at = await host(context);
      const { send, broker } = await shop(at);
      await send.orderPlaced(ORDER);
      await at.deleteExchange("shop");
      expect(await failure(send.orderPlaced(ORDER))).toMatchObject({
        code: "exchange-missing",
        scope: "channel",
        outcome: "not-sent",
      });
      await at.restore();
      // Within the pause before the route is tried again it fails as it did.
      for (let isTaken = false; !isTaken; ) {
        isTaken = await send.orderPlaced(ORDER).then(
          () => true,
          ({ code }: { readonly code: string }) => {
            expect(code).toBe("exchange-missing");
            return false;
          },
        );
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(broker.health()).toMatchObject({ ready: true, troubles: [] });
    });

    test.concurrent("without the right is refused, and nothing is stored", async (context) => {
      const at = await host(context, {
        definitions: {
          ...DEFINITIONS,
          topic_permissions: (DEFINITIONS.topic_permissions ?? []).map((each) =>
            each.user === "shop" && each.exchange === "shop" ? { ...each, write: "^order\\.cancelled$" } : each,
          ),
        },
      });
      const { send } = await shop(at);
      expect(await failure(send.orderPlaced(ORDER))).toMatchObject({
        code: "access-refused",
        outcome: "not-sent",
        retryable: false,
      });
      await send.orderCancelled({ orderId: "o-1" });
      expect(await at.messages(ORDERS)).toEqual([]);
    });

    test.concurrent("while the connection is cut fails as unknown or not sent, or works when it is back; nothing confirmed is lost", async (context) => {
      const at = await host(context);
      const { send, told } = await shop(at);
      await send.orderPlaced(ORDER);
      let isOpen = true;
      const lost = told.until((events) => events.find((each) => each.type === "connection" && each.state === "lost"));
      void lost.then(() => {
        isOpen = false;
      });
      const confirmed = new Set<string>();
      const outcomes = new Set<unknown>();
      const publishing: Promise<unknown>[] = [];
      const cutting = at.disconnect("shop");
      while (isOpen) {
        const each = send.orderPlaced(ORDER).then(
          ({ messageId }) => confirmed.add(messageId),
          (error: { outcome: unknown }) => outcomes.add(error.outcome),
        );
        publishing.push(each);
        // As many as can be looked at afterwards, however long the broker takes to cut: a few are always on their way.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await cutting;
      await Promise.all(publishing);
      for (const outcome of outcomes) expect(["unknown", "not-sent"]).toContain(outcome);
      confirmed.add((await send.orderPlaced(ORDER)).messageId);
      const stored = new Set((await at.messages(ORDERS)).map(({ messageId }) => messageId));
      expect([...confirmed].filter((id) => !stored.has(id))).toEqual([]);
    });
  });
}
