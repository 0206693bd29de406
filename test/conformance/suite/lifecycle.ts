import { describe, expect, test } from "vitest";
import type { Setup } from "../support/host.js";
import { gate, ORDER, ORDERS, shop, warehouse } from "../support/orders.js";

export function lifecycle({ host, features }: Setup): void {
  describe("a service's life", () => {
    test.concurrent("does not begin on a broker that lacks its topology, and says what is missing", async (context) => {
      const at = await host(context);
      await at.deleteQueue(ORDERS);
      await at.deleteExchange("insaka.retry.2s");
      await expect(warehouse(at, () => undefined)).rejects.toMatchObject({
        code: "topology-missing",
        message: expect.stringMatching(/exchange insaka\.retry\.2s.*queue warehouse\.orders/),
      });
    });

    test.concurrent("goes on after its connections were cut, with nothing lost", async (context) => {
      const at = await host(context);
      const handled = new Set<string>();
      const { told, broker } = await warehouse(at, ({ envelope }) => void handled.add(envelope.messageId));
      const { send } = await shop(at);
      const before = await send.orderPlaced(ORDER);
      await told.settled({ messageId: before.messageId, outcome: "ack" });
      const roles = ["publish", "consume"] as const;
      const lost = Promise.all(
        roles.map((role) =>
          told.until((events) =>
            events.find((event) => event.type === "connection" && event.role === role && event.state === "lost"),
          ),
        ),
      );
      await at.disconnect("warehouse");
      await lost;
      const after = await send.orderPlaced(ORDER);
      await told.settled({ messageId: after.messageId, outcome: "ack" });
      expect(handled).toEqual(new Set([before.messageId, after.messageId]));
      await told.until(() => (broker.health().ready ? true : undefined));
    });

    test.concurrent("while its connection is away lets as many publishes wait as may, refuses the others at once, and says when there is room", async (context) => {
      const at = await host(context);
      const { send, told, broker } = await shop(at, { limits: { waitingPublishes: 2 } });
      const first = await send.orderPlaced(ORDER);
      const lost = told.until((events) =>
        events.find((event) => event.type === "connection" && event.role === "publish" && event.state === "lost"),
      );
      const cut = at.disconnect("shop");
      await lost;
      const sent = Promise.allSettled(Array.from({ length: 4 }, () => send.orderPlaced(ORDER)));
      const room = broker.writable();
      expect(broker.health().connections.publish).toBe("lost");
      const [second, third, ...refused] = await sent;
      for (const each of refused)
        expect(each).toMatchObject({ status: "rejected", reason: { code: "overloaded", outcome: "not-sent" } });
      await room;
      const last = await send.orderPlaced(ORDER);
      await cut;
      const waited = [second, third].map((each) => (each?.status === "fulfilled" ? each.value : each?.reason));
      expect((await at.messages(ORDERS)).map(({ messageId }) => messageId)).toEqual(
        [first, ...waited, last].map(({ messageId }) => messageId),
      );
    });

    test.concurrent("sees a queue that is deleted, is not ready, and consumes again when it is back", async (context) => {
      const at = await host(context);
      const { told, broker } = await warehouse(at, () => undefined);
      expect(broker.health()).toMatchObject({ ready: true, queues: { [ORDERS]: "quarantine" } });
      await at.deleteQueue(ORDERS);
      await told.subscription(ORDERS, "lost");
      expect(broker.health()).toMatchObject({ ready: false, queues: { [ORDERS]: "lost" } });
      const begun = () =>
        told.events.filter((each) => each.type === "subscription" && each.queue === ORDERS && each.state !== "lost");
      expect(begun()).toHaveLength(1);
      await told.until(() =>
        broker.health().troubles.some(({ cause }) => cause === "queue-missing") ? true : undefined,
      );
      expect(broker.health()).toMatchObject({
        connections: { publish: "ready", consume: "ready" },
        troubles: [{ what: `queue ${ORDERS}`, cause: "queue-missing", reason: expect.stringContaining(ORDERS) }],
      });
      await at.restore();
      await told.until(() => (begun().length > 1 ? true : undefined));
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      await told.settled({ messageId, outcome: "ack" });
      expect(broker.health()).toMatchObject({ ready: true, troubles: [] });
    });

    test.concurrent("ends with a drain that a second close waits for", async (context) => {
      const at = await host(context);
      const begun = gate();
      const end = gate();
      const { told, broker } = await warehouse(at, async () => {
        begun.open();
        await end.opened;
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      await begun.opened;
      const first = broker.close();
      const second = broker.close();
      end.open();
      expect(await first).toEqual({ finished: 1, handedBack: 0, unconfirmed: 0 });
      expect(await second).toEqual(await first);
      await told.settled({ messageId, outcome: "ack" });
      expect(await at.messages(ORDERS)).toEqual([]);
    });

    test.concurrent("after its end publishes nothing, and says so", async (context) => {
      const at = await host(context);
      const { send, broker } = await shop(at);
      await send.orderPlaced(ORDER);
      await broker.close();
      await expect(send.orderPlaced(ORDER)).rejects.toMatchObject({ code: "closed", outcome: "not-sent" });
      expect(await at.messages(ORDERS)).toHaveLength(1);
    });

    test("survives a restart of the broker, as do messages, their ids and what was in flight", async (context) => {
      const at = await host(context, { alone: true });
      const begun = gate();
      const end = gate();
      const envelopes: { readonly messageId: string; readonly redelivered: boolean }[] = [];
      const { send, told: sender } = await shop(at);
      const first = await send.orderPlaced(ORDER);
      const second = await send.orderPlaced(ORDER);
      const { told } = await warehouse(at, async ({ envelope }) => {
        envelopes.push(envelope);
        if (envelopes.length > 1) return;
        begun.open();
        await end.opened;
      });
      await begun.opened;
      const lost = sender.until((events) =>
        events.find((event) => event.type === "connection" && event.role === "publish" && event.state === "lost"),
      );
      await at.restart();
      await lost;
      await told.settled({ messageId: first.messageId, outcome: "ack" });
      await told.settled({ messageId: second.messageId, outcome: "ack" });
      end.open();
      await told.settled({ messageId: first.messageId, outcome: "stale" });
      expect(envelopes.map(({ messageId, redelivered }) => [messageId, redelivered])).toEqual([
        [first.messageId, false],
        [first.messageId, true],
        [second.messageId, false],
      ]);
      const third = await send.orderPlaced(ORDER);
      await told.settled({ messageId: third.messageId, outcome: "ack" });
    });

    test("goes on consuming while an alarm stops publishes, which are refused at once and work when it is over", async (context) => {
      const at = await host(context, { alone: true });
      const { send, told, broker } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      const publishing = (state: string, after = 0) =>
        told.until((events) =>
          events
            .slice(after)
            .find((event) => event.type === "connection" && event.role === "publish" && event.state === state),
        );
      await at.alarm(true);
      expect(broker.health().connections.publish).toBe(features.announcesAlarms ? "blocked" : "ready");
      // RabbitMQ tells a connection of the alarm when it publishes, and answers that publish when the alarm is over.
      const under = send.orderPlaced(ORDER).then(
        () => "confirmed",
        (error: { readonly code: string }) => error.code,
      );
      await publishing("blocked");
      expect(broker.health().ready).toBe(false);
      await expect(send.orderPlaced(ORDER)).rejects.toMatchObject({
        code: "blocked",
        outcome: "not-sent",
        retryable: true,
      });
      const { told: handler } = await warehouse(at, () => undefined);
      await handler.settled({ messageId, outcome: "ack" });
      const so = told.events.length;
      await at.alarm(false);
      await publishing("ready", so);
      expect(await under).toBe(features.announcesAlarms ? "blocked" : "confirmed");
      await send.orderPlaced(ORDER);
    });
  });
}
