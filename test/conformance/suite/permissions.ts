import { listDeadLetters } from "@insaka/runtime/dead-letters";
import { describe, expect, test } from "vitest";
import { shopBroadcastConsumer, shopPublisher, shopRequester } from "../contracts/generated/index.js";
import { DEFINITIONS, type Setup } from "../support/host.js";
import { ORDER, ORDERS, shop, warehouse } from "../support/orders.js";

/** The definitions with other rights for one user. */
function withRights(
  user: string,
  rights: { readonly configure?: string; readonly write?: string; readonly read?: string },
) {
  const permissions = (DEFINITIONS.permissions ?? []).map((each) =>
    each.user === user ? { ...each, ...rights } : each,
  );
  return { ...DEFINITIONS, permissions };
}

export function permissions({ host }: Setup): void {
  describe("rights", () => {
    test.concurrent("that codegen gave are enough for everything that the documents say", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(at, () => undefined);
      const { send, broker } = await shop(at);
      const ask = await shopRequester(broker);
      await shopBroadcastConsumer(broker, { handlers: { stockChanged: () => undefined } });
      expect(await ask.pickOrder({ orderId: "o-1" })).toMatchObject({ reply: "orderPicked" });
      const { messageId } = await send.orderPlaced(ORDER);
      await told.settled({ messageId, outcome: "ack" });
    });

    test.concurrent("to write an exchange are needed to publish", async (context) => {
      const at = await host(context, { definitions: withRights("shop", { write: "^nothing$" }) });
      const { broker } = await at.connect("shop");
      await expect(shopPublisher(broker).orderPlaced(ORDER)).rejects.toMatchObject({
        code: "access-refused",
        outcome: "not-sent",
        scope: "channel",
      });
    });

    test.concurrent("to read a queue are needed to consume, and a refused consumer leaves none behind", async (context) => {
      const at = await host(context, { definitions: withRights("warehouse", { read: "^warehouse\\.picks$" }) });
      await expect(warehouse(at, () => undefined)).rejects.toMatchObject({
        code: "access-refused",
        message: expect.stringContaining(ORDERS),
      });
      await at.publish({ exchange: "warehouse", routingKey: "order.pick", body: "{}" });
      expect(await at.messages("warehouse.picks")).toHaveLength(1);
    });

    test.concurrent("to configure an instance queue are needed to ask", async (context) => {
      const at = await host(context, { definitions: withRights("shop", { configure: "^$" }) });
      const { broker } = await at.connect("shop");
      await expect(shopRequester(broker)).rejects.toMatchObject({ code: "access-refused" });
    });

    test.concurrent("to read an exchange are needed to bind to it", async (context) => {
      const at = await host(context, {
        definitions: withRights("shop", { read: "^(shop\\.instance\\..+|insaka\\.reply)$" }),
      });
      const { broker } = await at.connect("shop");
      await shopRequester(broker);
      const starting = shopBroadcastConsumer(broker, { handlers: { stockChanged: () => undefined } });
      await expect(starting).rejects.toMatchObject({ code: "access-refused" });
    });

    test.concurrent("on a topic hold for the key of a binding", async (context) => {
      const topic_permissions = (DEFINITIONS.topic_permissions ?? []).map((each) =>
        each.user === "shop" && each.exchange === "warehouse" ? { ...each, read: "^nothing$" } : each,
      );
      const at = await host(context, { definitions: { ...DEFINITIONS, topic_permissions } });
      const { broker } = await at.connect("shop");
      const starting = shopBroadcastConsumer(broker, { handlers: { stockChanged: () => undefined } });
      await expect(starting).rejects.toMatchObject({ code: "access-refused" });
    });

    test.concurrent("to a dead-letter queue no service has", async (context) => {
      const at = await host(context);
      const { broker } = await at.connect("warehouse");
      await expect(listDeadLetters(broker, ORDERS)).rejects.toMatchObject({ code: "access-refused" });
    });
  });
}
