import { describe, expect, test } from "vitest";
import { type StockChangedV1, shopBroadcastConsumer, warehousePublisher } from "../contracts/generated/index.js";
import type { Host, Setup } from "../support/host.js";

const STOCK: StockChangedV1 = { sku: "s-1", left: 3 };

async function instance(host: Host, fail = false) {
  const { broker, told } = await host.connect("shop");
  const got: StockChangedV1[] = [];
  await shopBroadcastConsumer(broker, {
    handlers: {
      stockChanged({ payload }) {
        got.push(payload);
        if (fail) throw new Error("screen is off");
      },
    },
  });
  return { broker, told, got };
}

export function broadcast({ host, features }: Setup): void {
  describe("a broadcast", () => {
    test.concurrent("reaches every instance", async (context) => {
      const at = await host(context);
      const instances = [await instance(at), await instance(at), await instance(at)];
      const { broker } = await at.connect("warehouse");
      const { messageId } = await warehousePublisher(broker).stockChanged(STOCK);
      for (const { told, got } of instances) {
        await told.settled({ messageId, outcome: "ack" });
        expect(got).toEqual([STOCK]);
      }
    });

    test.concurrent("reaches nobody when no instance is there: the queue has gone with its connection", async (context) => {
      const at = await host(context);
      const one = await instance(at);
      const { broker } = await at.connect("warehouse");
      const { messageId } = await warehousePublisher(broker).stockChanged(STOCK);
      await one.told.settled({ messageId });
      await one.broker.close();
      const publish = () =>
        warehousePublisher(broker)
          .stockChanged(STOCK)
          .then(
            () => "confirmed",
            (error: { readonly code: string }) => error.code,
          );
      let outcome = await publish();
      if (features.forgetsInstancesAtOnce) expect(outcome).toBe("returned");
      // A queue that is going may still be on the route: it takes the message with it, or refuses.
      for (; outcome !== "returned"; outcome = await publish()) expect(["confirmed", "nacked"]).toContain(outcome);
    });

    test.concurrent("whose handler fails is dropped and told: there is no ladder", async (context) => {
      const at = await host(context);
      const { told, got } = await instance(at, true);
      const { broker } = await at.connect("warehouse");
      const { messageId } = await warehousePublisher(broker).stockChanged(STOCK);
      await told.settled({ messageId, outcome: "dropped" });
      expect(got).toHaveLength(1);
    });

    test.concurrent("finds an instance again after its connection was cut", async (context) => {
      const at = await host(context);
      const { told } = await instance(at);
      const active = () => told.events.filter((each) => each.type === "subscription" && each.state === "active").length;
      await at.disconnect("shop");
      await told.until(() => (active() > 1 ? true : undefined));
      const { broker } = await at.connect("warehouse");
      const { messageId } = await warehousePublisher(broker).stockChanged(STOCK);
      await told.settled({ messageId, outcome: "ack" });
    });
  });
}
