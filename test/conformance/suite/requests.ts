import type { Envelope } from "@insaka/runtime";
import { newMessageId } from "@insaka/runtime";
import { describe, expect, test } from "vitest";
import {
  type OrderPickedV1,
  type PickOrderV1,
  shopRequester,
  warehouseConsumer,
} from "../contracts/generated/index.js";
import type { Host, Setup } from "../support/host.js";
import { gate } from "../support/orders.js";

type OnPick = Parameters<typeof warehouseConsumer>[1]["handlers"]["pickOrder"];

async function picker(host: Host, pickOrder: OnPick) {
  const connected = await host.connect("warehouse");
  await warehouseConsumer(connected.broker, { handlers: { pickOrder, orderPlaced: () => undefined } });
  return connected;
}

async function asking(host: Host) {
  const connected = await host.connect("shop");
  return { ...connected, ask: await shopRequester(connected.broker) };
}

const picked = ({ payload: { orderId } }: { readonly payload: PickOrderV1 }): { orderPicked: OrderPickedV1 } => ({
  orderPicked: { orderId, shelf: 7 },
});

export function requests({ host, features }: Setup): void {
  describe("a request", () => {
    test.concurrent("is answered with one of its replies, tied to it by correlation and causation", async (context) => {
      const at = await host(context);
      const seen: Envelope[] = [];
      await picker(at, (delivery) => {
        seen.push(delivery.envelope);
        const { orderId } = delivery.payload;
        return orderId === "o-1" ? picked(delivery) : { pickRefused: { orderId, reason: "unknown-order" } };
      });
      const { ask } = await asking(at);
      const messageId = newMessageId();
      const answer = await ask.pickOrder({ orderId: "o-1" }, { messageId, correlationId: "case-1" });
      expect(answer).toMatchObject({
        reply: "orderPicked",
        payload: { orderId: "o-1", shelf: 7 },
        envelope: { message: "OrderPicked", sender: "warehouse", correlationId: "case-1", causationId: messageId },
      });
      expect(seen).toMatchObject([{ messageId, message: "PickOrder", sender: "shop" }]);
      expect(await ask.pickOrder({ orderId: "o-2" })).toMatchObject({
        reply: "pickRefused",
        payload: { reason: "unknown-order" },
      });
    });

    test.concurrent("finds its own reply among many", async (context) => {
      const at = await host(context);
      await picker(at, async (delivery) => picked(delivery));
      const { ask } = await asking(at);
      const ids = Array.from({ length: 40 }, (_, index) => `o-${index}`);
      const answers = await Promise.all(ids.map((orderId) => ask.pickOrder({ orderId })));
      expect(answers.map(({ payload }) => payload.orderId)).toEqual(ids);
    });

    test.concurrent("waits for a responder that comes up later, and through its retries", async (context) => {
      const at = await host(context);
      const { ask, told } = await asking(at);
      const answer = ask.pickOrder({ orderId: "o-1" });
      await told.until((events) => events.find(({ type }) => type === "published"));
      const { told: responder } = await picker(at, (delivery) => {
        if (delivery.envelope.attempt === 1) throw delivery.retryLater("1s");
        return picked(delivery);
      });
      await responder.settled({ outcome: "retry" });
      await at.pass(1_000);
      expect(await answer).toMatchObject({ payload: { shelf: 7 } });
    });

    test.concurrent("that nobody answers in time is rejected as unknown; the late reply is dropped", async (context) => {
      const at = await host(context);
      const { opened, open } = gate();
      const begun = gate();
      await picker(at, async (delivery) => {
        begun.open();
        await opened;
        return picked(delivery);
      });
      const { ask, told } = await asking(at);
      const asked = ask.pickOrder({ orderId: "o-1" }, { timeoutMs: features.setsTime ? 5_000 : 200 }).catch((e) => e);
      await begun.opened;
      await at.pass(5_000);
      expect(await asked).toMatchObject({ code: "reply-timeout", outcome: "unknown", retryable: true });
      open();
      expect(await told.settled({ outcome: "dropped" })).toMatchObject({ reason: "late-reply" });
    });

    test.concurrent("is answered once: a second reply is dropped, and so is one that nobody asked for", async (context) => {
      const at = await host(context);
      let replyTo = "";
      await picker(at, picked);
      const { ask, told, broker } = await asking(at);
      [replyTo = ""] = Object.keys(broker.health().queues);
      const messageId = newMessageId();
      await ask.pickOrder({ orderId: "o-1" }, { messageId });
      const again = (causation: string) =>
        at.publish({
          exchange: "insaka.reply",
          routingKey: replyTo,
          body: JSON.stringify({ orderId: "o-1", shelf: 8 }),
          properties: { messageId: newMessageId(), type: "OrderPicked", contentType: "application/json" },
          headers: { "x-version": 1, "x-causation-id": causation },
        });
      expect(await again(messageId)).toBe(true);
      await told.settled({ outcome: "dropped", reason: "second-reply" });
      await again(newMessageId());
      await told.settled({ outcome: "dropped", reason: "unknown-reply" });
    });

    test.concurrent("of somebody who has gone is handled, and that its reply reached nobody is told", async (context) => {
      const at = await host(context);
      const { opened, open } = gate();
      const begun = gate();
      const { told } = await picker(at, async (delivery) => {
        begun.open();
        await opened;
        return picked(delivery);
      });
      const { ask, broker } = await asking(at);
      const asked = ask.pickOrder({ orderId: "o-1" }).catch((error: unknown) => error);
      await begun.opened;
      await broker.close({ deadlineMs: 0 });
      expect(await asked).toMatchObject({ code: "closed", outcome: "unknown" });
      open();
      await told.until((events) =>
        events.find((event) => event.type === "reply-undeliverable" && event.reason === "returned"),
      );
      await told.settled({ outcome: "ack", message: "PickOrder" });
    });

    test.concurrent("asked while the connection is cut is asked again by the caller, and the queue for replies is back", async (context) => {
      const at = await host(context);
      await picker(at, picked);
      const { ask, told } = await asking(at);
      await ask.pickOrder({ orderId: "o-1" });
      const active = () => told.events.filter((each) => each.type === "subscription" && each.state === "active").length;
      await at.disconnect("shop");
      await told.until(() => (active() > 1 ? true : undefined));
      expect(await ask.pickOrder({ orderId: "o-2" })).toMatchObject({ payload: { orderId: "o-2" } });
    });
  });
}
