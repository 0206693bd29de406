import { describe, expect, test } from "vitest";
import { courierConsumer } from "../contracts/generated/index.js";
import type { Connected, Host, Setup } from "../support/host.js";
import { ORDER, shop } from "../support/orders.js";

type Handlers = Parameters<typeof courierConsumer>[1]["handlers"];

/** Runs the courier, whose queue is tried twice more at once and has four attempts in all; a returned order has two, 2 s apart. */
async function courier(at: Host, handlers: Partial<Handlers>): Promise<Connected> {
  const connected = await at.connect("courier");
  const usual: Handlers = { orderPlaced: () => undefined, orderReturned: () => undefined };
  await courierConsumer(connected.broker, { handlers: { ...usual, ...handlers } });
  return connected;
}

const away = (attempts: number[]) => {
  return ({ envelope }: { readonly envelope: { readonly attempt: number } }): never => {
    attempts.push(envelope.attempt);
    throw new Error("away");
  };
};

export function immediateRetries({ host }: Setup): void {
  describe("immediate retries", () => {
    test.concurrent("come before the first step, in place, and count as attempts", async (context) => {
      const at = await host(context);
      const attempts: number[] = [];
      const { told } = await courier(at, { orderPlaced: away(attempts) });
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      await told.settled({ queue: "courier.parcels", messageId, outcome: "retry", attempt: 3, step: "1s" });
      expect(attempts).toEqual([1, 2, 3]);
      const inPlace = told.events.filter((event) => event.type === "retried-in-place");
      expect(inPlace).toMatchObject([
        { messageId, attempt: 1, queue: "courier.parcels" },
        { messageId, attempt: 2, queue: "courier.parcels" },
      ]);
      await at.pass(1_000);
      await told.settled({ queue: "courier.parcels", messageId, outcome: "dead-letter", attempt: 4 });
      expect(attempts).toEqual([1, 2, 3, 4]);
    });

    test.concurrent("end with the first success", async (context) => {
      const at = await host(context);
      const attempts: number[] = [];
      const { told } = await courier(at, {
        orderPlaced: ({ envelope }) => {
          attempts.push(envelope.attempt);
          if (envelope.attempt === 1) throw new Error("away");
        },
      });
      const { send } = await shop(at);
      const { messageId } = await send.orderPlaced(ORDER);
      await told.settled({ queue: "courier.parcels", messageId, outcome: "ack" });
      expect(attempts).toEqual([1, 2]);
    });

    test.concurrent("are left out by a message with a ladder of its own, which has its own steps", async (context) => {
      const at = await host(context);
      const attempts: number[] = [];
      const { told } = await courier(at, { orderReturned: away(attempts) });
      const { send } = await shop(at);
      const { messageId } = await send.orderReturned({ orderId: "o-1" }, { headers: { cause: "damaged" } });
      await told.settled({ messageId, outcome: "retry", attempt: 1, step: "2s" });
      await at.pass(2_000);
      await told.settled({ messageId, outcome: "dead-letter", attempt: 2 });
      expect(attempts).toEqual([1, 2]);
    });

    test.concurrent("of an ordered handler come first as well, then its steps in place", async (context) => {
      const at = await host(context);
      const begun: string[] = [];
      const { told } = await courier(at, {
        orderPlaced: {
          orderBy: ({ orderId }) => orderId,
          handle: ({ payload, envelope }) => {
            begun.push(`${payload.total} ${envelope.attempt}`);
            if (payload.total === "1.00" && envelope.attempt < 4) throw new Error("away");
          },
        },
      });
      const { send } = await shop(at);
      await send.orderPlaced({ ...ORDER, total: "1.00" });
      const { messageId } = await send.orderPlaced({ ...ORDER, total: "2.00" });
      await told.until((events) => events.find(({ type }) => type === "parked"));
      await at.pass(1_000);
      await told.settled({ queue: "courier.parcels", messageId, outcome: "ack" });
      expect(begun).toEqual(["1.00 1", "1.00 2", "1.00 3", "1.00 4", "2.00 1"]);
    });
  });
}
