import { describe, expect, test } from "vitest";
import { courierConsumer, type OrderReturnedV1Headers } from "../contracts/generated/index.js";
import type { Connected, Host, Setup } from "../support/host.js";
import { ORDER, ORDERS, rawOrder, shop, warehouse } from "../support/orders.js";

const RETURNED = { orderId: "o-1" };
const PARCELS = "courier.parcels";

interface Courier extends Connected {
  readonly given: { readonly headers: OrderReturnedV1Headers; readonly attempt: number }[];
}

/** Runs the courier, which fails a returned order as often as it is told to. */
async function courier(at: Host, failures = 0): Promise<Courier> {
  const connected = await at.connect("courier");
  const given: Courier["given"] = [];
  await courierConsumer(connected.broker, {
    handlers: {
      orderPlaced: () => undefined,
      orderReturned: ({ headers, envelope: { attempt } }) => {
        given.push({ headers, attempt });
        if (given.length <= failures) throw new Error("away");
      },
    },
  });
  return { ...connected, given };
}

export function documentHeaders({ host }: Setup): void {
  describe("the headers that a document declares", () => {
    test.concurrent("reach the handler as they were given, on a retry too, and nothing else does", async (context) => {
      const at = await host(context);
      const { told, given } = await courier(at, 1);
      const { send } = await shop(at);
      const headers = { cause: "damaged", weight: 1_250, fragile: true } as const;
      const { messageId } = await send.orderReturned(RETURNED, { headers });
      await told.settled({ messageId, outcome: "retry" });
      await at.pass(2_000);
      await told.settled({ messageId, outcome: "ack" });
      expect(given).toEqual([
        { headers, attempt: 1 },
        { headers, attempt: 2 },
      ]);
    });

    test.concurrent("may be left out where the document says so", async (context) => {
      const at = await host(context);
      const { told, given } = await courier(at);
      const { send } = await shop(at);
      const { messageId } = await send.orderReturned(RETURNED, {
        headers: { cause: "unwanted", weight: undefined } as never,
      });
      await told.settled({ queue: PARCELS, messageId, outcome: "ack" });
      expect(given).toEqual([{ headers: { cause: "unwanted" }, attempt: 1 }]);
    });

    test.concurrent.for<[string, unknown]>([
      ["none, where one is demanded", undefined],
      ["one of another type", { cause: "damaged", weight: "heavy-secret" }],
      ["one that the document does not know", { cause: "damaged", note: "secret" }],
      ["a number that JSON has no word for", { cause: "damaged", weight: Number.POSITIVE_INFINITY }],
      ["one of the runtime's own", { cause: "damaged", "x-attempt": 7 }],
    ])("are refused before anything is sent: %s", async ([, headers], context) => {
      const at = await host(context);
      const { send } = await shop(at);
      const sent = send.orderReturned(RETURNED, { headers } as never);
      await expect(sent).rejects.toMatchObject({ code: "invalid-headers", outcome: "not-sent" });
      await expect(sent).rejects.not.toThrow(/secret/);
    });

    test.concurrent("are refused where the document declares none", async (context) => {
      const at = await host(context);
      const { send } = await shop(at);
      const sent = send.orderCancelled(RETURNED, { headers: { cause: "damaged" } } as never);
      await expect(sent).rejects.toMatchObject({ code: "invalid-headers", outcome: "not-sent" });
    });

    test.concurrent("of a stranger that break the schema are a reason to dead-letter the message", async (context) => {
      const at = await host(context);
      const { told } = await warehouse(at, () => undefined);
      const { messageId, message } = rawOrder(2, ORDER, { desk: 7 });
      await at.publish(message);
      const { reason, detail } = await told.settled({ messageId, outcome: "dead-letter" });
      expect([reason, detail]).toEqual(["headers", "/desk type (found integer)"]);
      const [letter] = await at.messages(`${ORDERS}.dlq`);
      expect(letter).toMatchObject({
        messageId,
        headers: { desk: 7, "x-dead-reason": "headers", "x-dead-class": "invalid" },
      });
    });

    test.concurrent("are those of the version that was sent: upcasting changes the payload alone", async (context) => {
      const at = await host(context);
      const given: object[] = [];
      const { told } = await warehouse(at, ({ headers, envelope: { version } }) => {
        given.push({ version, headers });
      });
      const { send } = await shop(at);
      const old = rawOrder(1, { orderId: "o-1", amount: 12.5 }, { desk: "north" });
      await at.publish(old.message);
      await told.settled({ messageId: old.messageId, outcome: "ack" });
      const { messageId } = await send.orderPlaced(ORDER, { headers: { desk: "north" } });
      await told.settled({ queue: ORDERS, messageId, outcome: "ack" });
      expect(given).toEqual([
        { version: 1, headers: {} },
        { version: 2, headers: { desk: "north" } },
      ]);
    });
  });
}
