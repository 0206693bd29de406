import { RetryLater } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import type { Setup } from "../support/host.js";
import { CANCELLATIONS, gate, LEDGER, ledger, ORDER, ORDERS, rawOrder, shop, warehouse } from "../support/orders.js";

const CANCELLED = { orderId: "o-1" };

export function retry({ host, features }: Setup): void {
  describe("the retry ladder", () => {
    test.concurrent("is climbed step by step under one id, and ends in the dead-letter queue with the same bytes", async (context) => {
      const at = await host(context);
      const attempts: number[] = [];
      const { told } = await ledger(at, ({ envelope }) => {
        attempts.push(envelope.attempt);
        expect(envelope).toMatchObject({ exchange: "shop", routingKey: "order.cancelled", redelivered: false });
        throw new Error("away");
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderCancelled(CANCELLED, { correlationId: "case-1" });
      const reason = "handler threw Error";
      for (const [attempt, step, ms] of [
        [1, "1s", 1_000],
        [2, "2s", 2_000],
      ] as const) {
        await told.settled({ messageId, outcome: "retry", attempt, step, reason });
        await at.pass(ms);
      }
      await told.settled({ messageId, outcome: "dead-letter", attempt: 3, reason });
      expect(attempts).toEqual([1, 2, 3]);
      const [letter, ...others] = await at.messages(`${CANCELLATIONS}.dlq`);
      expect(others).toEqual([]);
      expect(letter!.body.toString()).toBe(JSON.stringify(CANCELLED));
      expect(letter).toMatchObject({
        messageId,
        correlationId: "case-1",
        appId: "shop",
        exchange: "insaka.dead",
        routingKey: CANCELLATIONS,
        headers: {
          "x-version": 1,
          "x-attempt": 3,
          "x-crashes": 0,
          "x-dead-reason": reason,
          "x-dead-class": "transient",
          "x-dead-queue": CANCELLATIONS,
          "x-dead-service": "ledger",
          "x-origin-exchange": "shop",
          "x-origin-routing-key": "order.cancelled",
          "x-first-failure": expect.any(String),
        },
      });
      // Each failure stands in its history, with the step that it waited for.
      const history = JSON.parse(String(letter!.headers["x-history"])) as readonly object[];
      expect(history).toMatchObject([
        { attempt: 1, class: "transient", reason, step: "1s" },
        { attempt: 2, class: "transient", reason, step: "2s" },
        { attempt: 3, class: "transient", reason },
      ]);
      const { "x-first-failure": first, "x-dead-at": dead } = letter!.headers as Record<string, string>;
      const waited = Date.parse(dead!) - Date.parse(first!);
      if (features.setsTime) expect(waited).toBe(3_000);
      else expect(waited).toBeGreaterThanOrEqual(2_900);
      // The broker's records of earlier lives are no business of the next one.
      expect(Object.keys(letter!.headers).filter((name) => /death|delivery-count/.test(name))).toEqual([]);
    });

    test.concurrent("goes to the step that the handler names, and the message waits there with its history", async (context) => {
      const at = await host(context);
      const { told } = await ledger(at, ({ envelope, retryLater }) => {
        if (envelope.attempt === 1) throw retryLater("2s", "bank is closed");
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderCancelled(CANCELLED);
      await told.settled({ messageId, outcome: "retry", step: "2s", reason: "bank is closed" });
      const [waiting] = await at.messages("ledger.wait.2s");
      expect(waiting).toMatchObject({
        messageId,
        exchange: "insaka.retry.2s",
        routingKey: CANCELLATIONS,
        headers: { "x-attempt": 2, "x-last-reason": "bank is closed", "x-origin-exchange": "shop" },
      });
      if (features.setsTime) {
        await at.pass(1_999);
        expect(await at.messages("ledger.wait.2s")).toHaveLength(1);
        await at.pass(1);
      }
      await told.settled({ messageId, outcome: "ack", attempt: 2 });
    });

    test.concurrent("keeps the order of messages that wait for the same time", async (context) => {
      const at = await host(context);
      const again: string[] = [];
      const { told } = await warehouse(
        at,
        ({ envelope }) => {
          if (envelope.attempt === 1) throw new RetryLater("1s");
          again.push(envelope.messageId);
        },
        { prefetch: 1 },
      );
      const { send } = await shop(at);
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) ids.push((await send.orderPlaced(ORDER)).messageId);
      for (const messageId of ids) await told.settled({ messageId, outcome: "retry" });
      await at.pass(1_000);
      for (const messageId of ids) await told.settled({ messageId, outcome: "ack" });
      expect(again).toEqual(ids);
    });

    test.concurrent("costs no attempt while a message is throttled, until patience ends", async (context) => {
      const at = await host(context);
      const attempts: number[] = [];
      const patience = features.setsTime ? 2_500 : 1_500;
      const { told } = await ledger(
        at,
        ({ envelope, throttled }) => {
          attempts.push(envelope.attempt);
          throw throttled("1s", "rate limit");
        },
        { timeouts: { patience } },
      );
      const { send } = await shop(at);
      const { messageId } = await send.orderCancelled(CANCELLED);
      const dead = told.settled({ messageId, outcome: "dead-letter" });
      const retries = (count: number) =>
        told.until((events) =>
          events.filter((event) => event.type === "settled" && event.outcome === "retry").length >= count
            ? true
            : undefined,
        );
      await retries(1);
      await at.pass(1_000);
      await retries(2);
      await at.pass(1_000);
      if (features.setsTime) {
        await retries(3);
        await at.pass(1_000);
      }
      expect(await dead).toMatchObject({ attempt: 1, reason: "rate limit" });
      expect(new Set(attempts)).toEqual(new Set([1]));
      const [letter] = await at.messages(`${CANCELLATIONS}.dlq`);
      expect(letter).toMatchObject({ headers: { "x-dead-class": "throttled", "x-attempt": 1 } });
    });

    test.concurrent("lets a version newer than the build wait in the longest step, and dead-letters it when patience ends", async (context) => {
      const at = await host(context);
      const { told } = await ledger(at, () => undefined, { timeouts: { patience: 1_000 } });
      const { send } = await shop(at);
      // The ledger's build reads version 1 of an order; the shop sends version 2.
      const { messageId } = await send.orderPlaced(ORDER);
      await told.settled({ messageId, outcome: "retry", step: "2s", reason: "newer-than-build", attempt: 1 });
      await at.pass(2_000);
      await told.settled({ messageId, outcome: "dead-letter", reason: "newer-than-build", attempt: 1 });
      const [letter] = await at.messages(`${LEDGER}.dlq`);
      expect(letter!.body.toString()).toBe(JSON.stringify(ORDER));
      expect(letter).toMatchObject({
        messageId,
        headers: { "x-dead-class": "newer-than-build", "x-version": 2, "x-newer-since": expect.any(String) },
      });
    });

    test.concurrent("does not believe a stranger who claims to be at the last attempt", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(at, ({ envelope }) => {
        if (envelope.attempt === 1) throw new Error("once");
      });
      const { messageId, message } = rawOrder(2, ORDER, {
        "x-attempt": 4,
        "x-origin-exchange": "elsewhere",
        "x-delivery-count": 99,
        "x-death": "made up",
      });
      await at.publish(message);
      expect(await told.settled({ messageId, outcome: "retry" })).toMatchObject({ attempt: 1, exchange: "shop" });
      await at.pass(1_000);
      await told.settled({ messageId, outcome: "ack", attempt: 2 });
    });

    test.concurrent("brings what nobody awaits any more to the stray queue", async (context) => {
      const at = await host(context);
      const { told, broker } = await ledger(at, ({ retryLater }) => {
        throw retryLater("1s");
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderCancelled(CANCELLED);
      await told.settled({ messageId, outcome: "retry" });
      await broker.close();
      await at.deleteQueue(CANCELLATIONS);
      await at.pass(1_000);
      let strays = await at.messages("insaka.stray");
      while (strays.length === 0) strays = await at.messages("insaka.stray");
      expect(strays).toMatchObject([{ messageId, routingKey: CANCELLATIONS, headers: { "x-attempt": 2 } }]);
      expect(strays[0]!.body.toString()).toBe(JSON.stringify(CANCELLED));
    });

    test.concurrent("holds a message whose wait queue is gone, and goes on when it is back", async (context) => {
      const at = await host(context);
      await at.deleteQueue("warehouse.wait.1s");
      const failed = gate();
      const { told } = await warehouse(at, ({ envelope }) => {
        if (envelope.attempt === 1) {
          failed.open();
          throw new Error("once");
        }
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      await failed.opened;
      await told.until((events) => events.find((each) => each.type === "settle-delayed" && each.code === "returned"));
      await at.restore();
      await at.pass(2_000);
      await told.settled({ messageId, outcome: "retry" });
      await at.pass(1_000);
      await told.settled({ messageId, outcome: "ack", attempt: 2, queue: ORDERS });
    });
  });
}
