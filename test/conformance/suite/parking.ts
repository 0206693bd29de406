import { Reject } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import type { Setup } from "../support/host.js";
import { gate, ORDERS, shop, warehouse } from "../support/orders.js";

const PHONE = "+260971234567";

export function parking({ host, features }: Setup): void {
  describe("an ordered handler's failed message", () => {
    test.concurrent("waits in place for a bounded time only, then it is a dead letter and its key goes on", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(
        at,
        {
          orderBy: ({ orderId }) => orderId,
          handle: ({ payload: { total } }) => {
            if (total === "1.00") throw new Error("away");
          },
        },
        // One second, then two: the second step would end beyond it.
        { prefetch: 10, timeouts: { parked: 2_000 } },
      );
      const { send } = await shop(at);
      const one = await send.orderPlaced({ orderId: "a", total: "1.00" });
      const two = await send.orderPlaced({ orderId: "a", total: "2.00" });
      await told.until((events) => events.find((event) => event.type === "parked"));
      await at.pass(1_000);
      await told.settled({ messageId: one.messageId, outcome: "dead-letter", attempt: 2 });
      await told.settled({ messageId: two.messageId, outcome: "ack" });
      const [letter] = await at.messages(`${ORDERS}.dlq`);
      expect(letter).toMatchObject({
        messageId: one.messageId,
        headers: { "x-attempt": 2, "x-dead-class": "transient" },
      });
    });

    test.concurrent("gives way when such messages hold back more than half of the prefetch while others go well", async (context) => {
      const at = await host(context);
      // The second attempts end together, after the good one: on a real broker nothing else says which comes first.
      const second = new Set<string>();
      const all = gate();
      const isWell = gate();
      const { told } = await warehouse(
        at,
        {
          orderBy: ({ orderId }) => orderId,
          handle: async ({ payload: { orderId }, envelope: { attempt } }) => {
            if (!orderId.startsWith("bad")) return;
            if (attempt === 2 && second.add(orderId).size === 3) all.open();
            if (attempt === 2) await Promise.all([all.opened, isWell.opened]);
            throw new Error("away");
          },
        },
        { prefetch: 4 },
      );
      const { send } = await shop(at);
      const warm = await send.orderPlaced({ orderId: "warm", total: "0.00" });
      await told.settled({ messageId: warm.messageId });
      await told.subscription(ORDERS, "active");
      const bad: string[] = [];
      for (const orderId of ["bad 1", "bad 2", "bad 3"])
        bad.push((await send.orderPlaced({ orderId, total: "1.00" })).messageId);
      const parked = (messageId: string, attempt: number) =>
        told.until((events) =>
          events.find((each) => each.type === "parked" && each.messageId === messageId && each.attempt === attempt),
        );
      for (const messageId of bad) await parked(messageId, 1);
      // All three wait, of a prefetch of four: the one place that is left still serves others.
      const good = await send.orderPlaced({ orderId: "good", total: "1.00" });
      await told.settled({ messageId: good.messageId, outcome: "ack" });
      await at.pass(1_000);
      isWell.open();
      // The one that fails again while all are held back makes room, and that is room enough.
      const given = await Promise.race(
        bad.map((messageId) => told.settled({ messageId, outcome: "dead-letter", attempt: 2 })),
      );
      await Promise.all(bad.filter((each) => each !== given.messageId).map((each) => parked(each, 2)));
      expect(await at.messages(`${ORDERS}.dlq`)).toHaveLength(1);
    });

    test.concurrent("goes on where it was after the loss of its connection", async (context) => {
      const at = await host(context);
      const attempts: number[] = [];
      const { told } = await warehouse(
        at,
        {
          orderBy: ({ orderId }) => orderId,
          handle: ({ envelope }) => {
            attempts.push(envelope.attempt);
            if (envelope.attempt < 3) throw new Error("away");
          },
        },
        { prefetch: 10, timeouts: { backoffCap: 50 } },
      );
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced({ orderId: "a", total: "1.00" });
      await told.until((events) => events.find((event) => event.type === "parked"));
      await at.disconnect("warehouse");
      // It may be here again before the command that closed its connections has ended.
      await told.until((events) => {
        const states = events.flatMap((each) =>
          each.type === "subscription" && each.queue === ORDERS ? [each.state] : [],
        );
        return states.includes("lost")
          ? states.slice(states.indexOf("lost")).find((each) => each !== "lost")
          : undefined;
      });
      for (let passed = 0; passed < 6; passed += 1) await at.pass(1_000);
      await told.settled({ messageId, outcome: "ack", attempt: 3 });
      expect(attempts).toEqual([1, 2, 3]);
    });
  });

  describe("a batch", () => {
    test.concurrent("that fails quotes nobody in the dead letter of another", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(
        at,
        {
          batch: {
            size: 2,
            waitMs: 1_000,
            handle: (deliveries) => {
              const phones = deliveries.map(({ payload }) => payload.phone ?? "none").join(" and ");
              for (const { fail } of deliveries) fail(new Reject(`no answer for ${phones}`));
            },
          },
        },
        { prefetch: 6 },
      );
      const { send } = await shop(at);
      const warm = await send.orderPlaced({ orderId: "warm", total: "0.00" });
      await told.settled({ messageId: warm.messageId });
      await told.subscription(ORDERS, "active");
      const known = await send.orderPlaced({ orderId: "a", total: "1.00", phone: PHONE });
      const other = await send.orderPlaced({ orderId: "b", total: "1.00" });
      await at.pass(1_000);
      for (const { messageId } of [known, other]) await told.settled({ messageId, outcome: "dead-letter" });
      const letters = (await at.messages(`${ORDERS}.dlq`)).filter(({ messageId }) => messageId !== warm.messageId);
      expect(letters).toHaveLength(2);
      for (const { headers } of letters) {
        expect(JSON.stringify(headers)).not.toContain(PHONE);
        expect(headers["x-dead-reason"]).toBe("no answer for [personal] and none");
      }
      expect(JSON.stringify(told.events)).not.toContain(PHONE);
    });

    test.concurrent("that is still at it when the drain's time is up goes back whole, and settles nothing later", async (context) => {
      const at = await host(context);
      const begun = gate();
      const end = gate();
      const { told, broker } = await warehouse(
        at,
        {
          batch: {
            size: 2,
            waitMs: 1_000,
            handle: async (deliveries) => {
              if (deliveries.length === 1) return;
              begun.open();
              await end.opened;
            },
          },
        },
        { prefetch: 6 },
      );
      const { send } = await shop(at);
      const warm = await send.orderPlaced({ orderId: "warm", total: "0.00" });
      await told.settled({ messageId: warm.messageId });
      await told.subscription(ORDERS, "active");
      const ids: string[] = [];
      for (const orderId of ["a", "b"]) ids.push((await send.orderPlaced({ orderId, total: "1.00" })).messageId);
      await begun.opened;
      expect(await broker.close({ deadlineMs: 100 })).toMatchObject({ finished: 0, handedBack: 2 });
      end.open();
      expect((await at.messages(ORDERS)).map(({ messageId }) => messageId)).toEqual(ids);
      if (features.setsTime) await at.pass(1_000);
      expect(told.events.filter((event) => event.type === "settled" && event.outcome === "ack")).toHaveLength(1);
    });
  });
}
