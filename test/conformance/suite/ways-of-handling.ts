import { Reject } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import { type Setup, withPolicy } from "../support/host.js";
import { CANCELLATIONS, gate, ledger, ORDER, ORDERS, rawOrder, shop, warehouse } from "../support/orders.js";

/** Concurrency, order by key, batches: the ways in which a handler can be given its messages. */
export function waysOfHandling({ host }: Setup): void {
  describe("a handler", () => {
    test.concurrent("with a concurrency is run that many times at once, and the rest of the prefetch waits in order", async (context) => {
      const at = await host(context);
      const begun: string[] = [];
      const gates = Array.from({ length: 6 }, () => gate());
      let running = 0;
      let most = 0;
      const { told } = await warehouse(
        at,
        {
          concurrency: 2,
          handle: async ({ envelope }) => {
            const mine = gates[begun.push(envelope.messageId) - 1];
            running += 1;
            most = Math.max(most, running);
            await mine?.opened;
            running -= 1;
          },
        },
        { prefetch: 6 },
      );
      const { send } = await shop(at);
      const ids: string[] = [];
      for (let index = 0; index < 6; index += 1) ids.push((await send.orderPlaced(ORDER)).messageId);
      for (const each of gates) each.open();
      for (const messageId of ids) await told.settled({ messageId, outcome: "ack" });
      expect(most).toBe(2);
      expect(begun).toEqual(ids);
    });

    test.concurrent("that is ordered by a key is given the messages of one key one after another, and other keys go on", async (context) => {
      const at = await host(context);
      const log: string[] = [];
      const first = gate();
      const { told } = await warehouse(
        at,
        {
          orderBy: ({ orderId }) => orderId,
          handle: async ({ payload: { orderId, total } }) => {
            log.push(`${orderId} ${total} begins`);
            if (orderId === "a" && total === "1.00") await first.opened;
            log.push(`${orderId} ${total} ends`);
          },
        },
        { prefetch: 10 },
      );
      const { send } = await shop(at);
      const warm = await send.orderPlaced({ orderId: "warm", total: "0.00" });
      await told.settled({ messageId: warm.messageId });
      const ids: string[] = [];
      for (const [orderId, total] of [
        ["a", "1.00"],
        ["a", "2.00"],
        ["b", "1.00"],
        ["b", "2.00"],
      ] as const)
        ids.push((await send.orderPlaced({ orderId, total })).messageId);
      await told.settled({ messageId: ids[3]! });
      expect(log.filter((line) => line.startsWith("a"))).toEqual(["a 1.00 begins"]);
      first.open();
      await told.settled({ messageId: ids[1]! });
      expect(log.filter((line) => line.startsWith("a"))).toEqual([
        "a 1.00 begins",
        "a 1.00 ends",
        "a 2.00 begins",
        "a 2.00 ends",
      ]);
      expect(log.filter((line) => line.startsWith("b"))).toEqual([
        "b 1.00 begins",
        "b 1.00 ends",
        "b 2.00 begins",
        "b 2.00 ends",
      ]);
    });

    test.concurrent("that is ordered retries in place: it parks its key alone, keeps its order, and uses no wait queue", async (context) => {
      const at = await host(context);
      const handled: string[] = [];
      const attempts: number[] = [];
      const { told } = await warehouse(
        at,
        {
          orderBy: ({ orderId }) => orderId,
          handle: ({ payload: { orderId, total }, envelope }) => {
            if (orderId === "a" && total === "1.00") {
              attempts.push(envelope.attempt);
              if (envelope.attempt < 3) throw new Error("bank is closed");
            }
            handled.push(`${orderId} ${total}`);
          },
        },
        { prefetch: 10 },
      );
      const { send } = await shop(at);
      const one = await send.orderPlaced({ orderId: "a", total: "1.00" });
      const two = await send.orderPlaced({ orderId: "a", total: "2.00" });
      const other = await send.orderPlaced({ orderId: "b", total: "1.00" });
      const parked = (attempt: number) =>
        told.until((events) => events.find((event) => event.type === "parked" && event.attempt === attempt));
      expect(await parked(1)).toMatchObject({ messageId: one.messageId, step: "1s", reason: "handler threw Error" });
      // Even in quarantine: what waits in place has not killed the process.
      await told.settled({ messageId: other.messageId, outcome: "ack" });
      expect(handled).toEqual(["b 1.00"]);
      expect(await at.messages("warehouse.wait.1s")).toEqual([]);
      await at.pass(1_000);
      await parked(2);
      await at.pass(2_000);
      await told.settled({ messageId: one.messageId, outcome: "ack", attempt: 3 });
      await told.settled({ messageId: two.messageId, outcome: "ack", attempt: 1 });
      expect(handled).toEqual(["b 1.00", "a 1.00", "a 2.00"]);
      expect(attempts).toEqual([1, 2, 3]);
      expect(told.events.filter((event) => event.type === "settled" && event.outcome !== "ack")).toEqual([]);
    });

    test.concurrent("that is ordered dead-letters what it rejects, and what has used up its attempts, and the key goes on", async (context) => {
      const at = await host(context);
      const handled: string[] = [];
      const { told } = await ledger(at, {
        orderBy: () => "one key",
        handle: ({ payload: { orderId } }) => {
          if (orderId === "bad") throw new Reject("account is closed");
          if (orderId === "slow") throw new Error("away");
          handled.push(orderId);
        },
      });
      const { send } = await shop(at);
      const ids: string[] = [];
      for (const orderId of ["bad", "slow", "good"]) ids.push((await send.orderCancelled({ orderId })).messageId);
      await told.settled({ messageId: ids[0]!, outcome: "dead-letter", reason: "account is closed" });
      for (const ms of [1_000, 2_000]) await at.pass(ms);
      await told.settled({ messageId: ids[1]!, outcome: "dead-letter", attempt: 3 });
      await told.settled({ messageId: ids[2]!, outcome: "ack" });
      expect(handled).toEqual(["good"]);
      const letters = await at.messages(`${CANCELLATIONS}.dlq`);
      expect(letters.map(({ messageId }) => messageId)).toEqual(ids.slice(0, 2));
      expect(letters[1]).toMatchObject({ headers: { "x-attempt": 3, "x-dead-class": "transient" } });
    });

    test.concurrent("that is ordered by what throws is not called, and the message says so in its dead letter", async (context) => {
      const at = await host(context);
      const { told } = await ledger(at, {
        orderBy: ({ orderId }) => (orderId as unknown as { readonly none: { readonly id: string } }).none.id,
        handle: () => undefined,
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderCancelled({ orderId: "o-1" });
      await told.settled({ messageId, outcome: "dead-letter", reason: "orderBy threw TypeError" });
    });

    test.concurrent("that is ordered keeps the order of first successes through losses of its connection", async (context) => {
      const at = await host(context);
      const done: string[] = [];
      const { told } = await warehouse(
        at,
        {
          orderBy: ({ orderId }) => orderId,
          handle: async ({ payload: { orderId, total } }) => {
            await Promise.resolve();
            const what = `${orderId} ${total}`;
            if (!done.includes(what)) done.push(what);
          },
        },
        { prefetch: 8 },
      );
      const { send } = await shop(at);
      const ids: string[] = [];
      for (let index = 0; index < 60; index += 1) {
        ids.push((await send.orderPlaced({ orderId: `k${index % 3}`, total: `${index}.00` })).messageId);
        if (index % 20 === 10) await at.disconnect("warehouse");
      }
      for (const messageId of ids) await told.settled({ messageId, outcome: "ack" });
      for (const key of ["k0", "k1", "k2"]) {
        const numbers = done.filter((each) => each.startsWith(key)).map((each) => Number(each.split(" ")[1]));
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        expect(numbers).toHaveLength(20);
      }
    });

    test.concurrent("of batches gets as many as there may be, or what has come in time, and settles each by its own mark", async (context) => {
      const at = await host(context);
      const sizes: number[] = [];
      const { told } = await warehouse(
        at,
        {
          batch: {
            size: 3,
            waitMs: 1_500,
            handle: (deliveries) => {
              sizes.push(deliveries.length);
              for (const { payload, fail, retryLater } of deliveries) {
                if (payload.orderId === "bad") fail(new Reject("closed"));
                if (payload.orderId === "late") fail(retryLater("2s", "not yet"));
              }
            },
          },
        },
        { prefetch: 6 },
      );
      const { send } = await shop(at);
      const warm = await send.orderPlaced({ orderId: "warm", total: "0.00" });
      // In quarantine no company can come: it does not wait for any.
      await told.settled({ messageId: warm.messageId, outcome: "ack" });
      await told.subscription(ORDERS, "active");
      const invalid = rawOrder(2, { orderId: 7 });
      await at.publish(invalid.message);
      const ids: string[] = [];
      for (const orderId of ["good", "bad", "late", "alone"])
        ids.push((await send.orderPlaced({ orderId, total: "1.00" })).messageId);
      await told.settled({ messageId: invalid.messageId, outcome: "dead-letter" });
      await told.settled({ messageId: ids[0]!, outcome: "ack" });
      await told.settled({ messageId: ids[1]!, outcome: "dead-letter", reason: "closed" });
      await told.settled({ messageId: ids[2]!, outcome: "retry", step: "2s", reason: "not yet" });
      await at.pass(1_500);
      await told.settled({ messageId: ids[3]!, outcome: "ack" });
      expect(sizes.slice(0, 3)).toEqual([1, 3, 1]);
    });

    test.concurrent("of batches that throws fails each message by its own attempts", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(at, {
        batch: {
          size: 2,
          waitMs: 50,
          handle: () => {
            throw new Error("database is away");
          },
        },
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      await at.pass(50);
      await told.settled({ messageId, outcome: "retry", attempt: 1, step: "1s" });
      await at.pass(1_000);
      await told.settled({ messageId, outcome: "retry", attempt: 2 });
    });

    test.concurrent("of batches that the prefetch has no room for does not start", async (context) => {
      const at = await host(context);
      const starting = warehouse(at, { batch: { size: 5, waitMs: 1, handle: () => undefined } }, { prefetch: 4 });
      await expect(starting).rejects.toMatchObject({
        code: "configuration",
        message: expect.stringMatching(/orderPlaced.*5.*prefetch of 4.*warehouse\.orders/),
      });
    });

    test.concurrent("at the drain is not begun any more: what waits goes back at once, and the report counts it", async (context) => {
      const at = await host(context);
      const begun = gate();
      const end = gate();
      const handled: string[] = [];
      const { told, broker } = await warehouse(
        at,
        {
          orderBy: ({ orderId }) => orderId,
          handle: async ({ payload: { orderId, total }, retryLater }) => {
            if (orderId === "parked") throw retryLater("2s");
            handled.push(`${orderId} ${total}`);
            if (orderId !== "a") return;
            begun.open();
            await end.opened;
          },
        },
        { prefetch: 10 },
      );
      const { send } = await shop(at);
      const warm = await send.orderPlaced({ orderId: "warm", total: "0.00" });
      await told.settled({ messageId: warm.messageId });
      const ids: string[] = [];
      for (const [orderId, total] of [
        ["parked", "1.00"],
        ["parked", "2.00"],
        ["a", "1.00"],
        ["a", "2.00"],
      ] as const)
        ids.push((await send.orderPlaced({ orderId, total })).messageId);
      await begun.opened;
      await told.until((events) => events.find((event) => event.type === "parked"));
      const closing = broker.close({ deadlineMs: 20_000 });
      await told.settled({ messageId: ids[1]!, outcome: "requeue" });
      end.open();
      expect(await closing).toEqual({ finished: 1, handedBack: 3, unconfirmed: 0 });
      expect(handled).toEqual(["warm 0.00", "a 1.00"]);
      const left = (await at.messages(ORDERS)).map(({ messageId }) => messageId);
      expect(left).toEqual([ids[0], ids[1], ids[3]]);
    });

    test.concurrent("that runs until shortly before the broker's consumer timeout is aborted, its message comes again, and nobody is told twice", async (context) => {
      const at = await host(context);
      const aborted = gate<unknown>();
      const timeouts = { consumerTimeout: 2_000, handler: 60_000 };
      const { told, broker } = await warehouse(
        at,
        ({ envelope, signal }) =>
          envelope.redelivered
            ? undefined
            : new Promise(() => signal.addEventListener("abort", () => aborted.open(signal.reason))),
        { timeouts },
      );
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      await at.pass(1_800);
      expect(await aborted.opened).toMatchObject({ message: expect.stringContaining("consumer-timeout") });
      await told.settled({ messageId, outcome: "requeue", reason: "consumer-timeout" });
      await told.settled({ messageId, outcome: "ack", redelivered: true });
      await broker.close();
      const outcomes = told.events.flatMap((event) => (event.type === "settled" ? [event.outcome] : []));
      expect(outcomes).toEqual(["requeue", "ack"]);
    });

    test.concurrent("that reaches the consumer timeout again and again does so as often as the queue's delivery limit allows, on every version", async (context) => {
      const at = await host(context, { definitions: withPolicy(ORDERS, { "delivery-limit": 1 }) });
      const { told } = await warehouse(at, () => new Promise(() => undefined), {
        timeouts: { consumerTimeout: 600, handler: 60_000 },
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      const returns = () =>
        told.events.filter((event) => event.type === "settled" && event.outcome === "requeue").length;
      for (const times of [1, 2]) {
        await at.pass(600);
        await told.until(() => (returns() >= times ? true : undefined));
      }
      let dead = await at.messages(`${ORDERS}.dlq`);
      while (dead.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        dead = await at.messages(`${ORDERS}.dlq`);
      }
      expect(dead.map((each) => each.messageId)).toEqual([messageId]);
      expect(returns()).toBe(2);
    });

    test.concurrent("that never ends and ignores its signal holds its place until its time is up, and cannot settle anything later", async (context) => {
      const at = await host(context);
      const hang = gate();
      const { told } = await warehouse(
        at,
        { concurrency: 1, handle: ({ payload }) => (payload.orderId === "hangs" ? hang.opened : undefined) },
        { timeouts: { handler: 300 } },
      );
      const { send } = await shop(at);
      const hangs = await send.orderPlaced({ orderId: "hangs", total: "1.00" });
      const next = await send.orderPlaced({ orderId: "next", total: "1.00" });
      await at.pass(300);
      await told.settled({ messageId: hangs.messageId, outcome: "retry", reason: "handler threw HandlerTimeout" });
      await told.settled({ messageId: next.messageId, outcome: "ack" });
      hang.open();
      await at.pass(1_000);
      await told.settled({ messageId: hangs.messageId, outcome: "ack", attempt: 2 });
      const outcomes = told.events.flatMap((event) => (event.type === "settled" ? [event.outcome] : []));
      expect(outcomes.sort()).toEqual(["ack", "ack", "retry"]);
    });
  });
}
