import { createTestBroker, manualClock, type TestBroker } from "@insaka/runtime/testing";
import { expect, onTestFinished, test, vi } from "vitest";
import { definitions } from "./contracts/generated/definitions.js";
import {
  ledgerConsumer,
  OrderCancelled,
  OrderPicked,
  OrderPlaced,
  PickOrder,
  shopPublisher,
  shopRequester,
  warehouseConsumer,
} from "./contracts/generated/index.js";
import { CANCELLATIONS, gate, type OnOrder, ORDER, ORDERS, rawOrder } from "./support/orders.js";

const PHONE = "+260971234567";

function harness(): TestBroker {
  const t = createTestBroker({ definitions });
  onTestFinished(async () => void (await t.close()));
  return t;
}

async function warehouse(t: TestBroker, orderPlaced: OnOrder) {
  const broker = await t.connect("warehouse");
  await warehouseConsumer(broker, {
    handlers: { orderPlaced, pickOrder: ({ payload: { orderId } }) => ({ orderPicked: { orderId, shelf: 1 } }) },
  });
  return broker;
}

test("records are typed by version: the payload is the one that was sent", async () => {
  const t = harness();
  await warehouse(t, () => undefined);
  const { message } = rawOrder(1, { orderId: "o-1", amount: 12.5 });
  await t.memory.publish(message);
  const handled = await t.handled.next(OrderPlaced, { by: "warehouse" });
  if (handled.version !== 1) throw new Error("version 1 was sent");
  const amount: number = handled.payload.amount;
  expect(amount).toBe(12.5);
  expect(handled).toMatchObject({ readAs: 2, queue: ORDERS, attempt: 1, exchange: "shop", sender: "shop" });
});

test("each record is given out once, and all of them can be looked at", async () => {
  const t = harness();
  const send = shopPublisher(await t.connect("shop"));
  const first = await send.orderPlaced(ORDER);
  const second = await send.orderPlaced({ ...ORDER, orderId: "o-2" });
  expect((await t.published.next(OrderPlaced)).messageId).toBe(first.messageId);
  expect((await t.published.next(OrderPlaced)).messageId).toBe(second.messageId);
  const third = t.published.next(OrderCancelled);
  await send.orderCancelled({ orderId: "o-1" });
  expect((await third).payload).toEqual({ orderId: "o-1" });
  expect(t.published.count).toBe(3);
  expect(t.published.all(OrderPlaced).map(({ payload }) => payload.orderId)).toEqual(["o-1", "o-2"]);
});

test("a wait that does not come true tells what has happened, and no value of a payload", async () => {
  const t = harness();
  await warehouse(t, ({ envelope }) => {
    if (envelope.attempt === 1) throw new Error(`cannot reach ${PHONE}`);
  });
  const { messageId } = await shopPublisher(await t.connect("shop")).orderPlaced({ ...ORDER, phone: PHONE });
  const wait = t.handled.next(OrderPlaced, { by: "warehouse" }, { within: 20 });
  const error = await wait.then(
    () => expect.fail("it was handled"),
    (reason: Error) => reason,
  );
  expect(error.message).toContain("nothing was handled with by warehouse, message OrderPlaced within 20 ms");
  expect(error.message).toContain(`published     OrderPlaced v2 ${messageId} by shop to shop order.placed`);
  expect(error.message).toContain("after 1s: handler threw Error");
  expect(error.message).toContain("warehouse.wait.1s: 1 ready");
  expect(error.message).not.toContain(PHONE);
});

test("time passes when it is told to: the ladder is climbed in no time, and headers say the time of the clock", async () => {
  const t = harness();
  const broker = await t.connect("ledger");
  const times: number[] = [];
  await ledgerConsumer(broker, {
    handlers: {
      orderCancelled() {
        times.push(t.clock.now());
        throw new Error("away");
      },
      orderPlaced: () => undefined,
    },
  });
  const begin = t.clock.now();
  await shopPublisher(await t.connect("shop")).orderCancelled({ orderId: "o-1" });
  await t.idle();
  expect(t.memory.queueDepth("ledger.wait.1s")).toEqual({ ready: 1, unsettled: 0, held: 0 });
  await t.advance("1s");
  await t.advance(2_000);
  const letter = await t.deadLettered.next(OrderCancelled);
  expect(times.map((time) => time - begin)).toEqual([0, 1_000, 3_000]);
  expect(letter).toMatchObject({
    by: "ledger",
    queue: CANCELLATIONS,
    reason: "handler threw Error",
    class: "transient",
    attempts: 3,
    payload: { orderId: "o-1" },
  });
  expect(letter.headers["x-dead-at"]).toBe(new Date(begin + 3_000).toISOString());
});

test("one long advance climbs a whole ladder", async () => {
  const t = harness();
  let attempts = 0;
  await warehouse(t, () => {
    attempts += 1;
    throw new Error("away");
  });
  await shopPublisher(await t.connect("shop")).orderPlaced(ORDER);
  await t.advance("1h");
  expect(attempts).toBe(4);
  expect(await t.deadLettered.next({ reason: "handler threw Error" })).toMatchObject({ attempts: 4 });
});

test("a handler's time-out goes by the clock", async () => {
  const t = harness();
  await warehouse(t, () => new Promise(() => undefined));
  await shopPublisher(await t.connect("shop")).orderPlaced(ORDER);
  await t.advance("60s");
  expect(t.memory.queueDepth("warehouse.wait.1s").ready).toBe(1);
});

test("replay brings the letters of a queue back to their handler", async () => {
  const t = harness();
  let works = false;
  await warehouse(t, ({ retryLater }) => {
    if (!works) throw retryLater();
  });
  const { messageId } = await shopPublisher(await t.connect("shop")).orderPlaced(ORDER);
  await t.memory.publish({ ...rawOrder(2, ORDER).message, body: "no JSON" });
  await t.advance("1m");
  expect((await t.deadLettered.next({ reason: "not-json" })).payload).toBeUndefined();
  await t.deadLettered.next(OrderPlaced, { messageId });
  works = true;
  expect(await t.replay(ORDERS)).toBe(2);
  expect(await t.handled.next(OrderPlaced)).toMatchObject({ messageId, attempt: 1 });
  expect(await t.deadLettered.next({ reason: "not-json" })).toMatchObject({ queue: ORDERS });
});

test("idle waits for what is in flight, and says what holds it up", async () => {
  const t = harness();
  const { opened, open } = gate();
  await warehouse(t, async () => await opened);
  await shopPublisher(await t.connect("shop")).orderPlaced(ORDER);
  const idle = t.idle();
  let isIdle = false;
  void idle.then(() => {
    isIdle = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isIdle).toBe(false);
  open();
  await idle;
  expect(t.handled.count).toBe(1);
});

test("a message that comes again after a lost connection is one record, of the handler that took it to its end", async () => {
  const t = harness();
  const gates = [gate(), gate()];
  const begun = [gate(), gate()];
  let deliveries = 0;
  await warehouse(t, async () => {
    const mine = deliveries;
    deliveries += 1;
    begun[mine]!.open();
    await gates[mine]!.opened;
  });
  await shopPublisher(await t.connect("shop")).orderPlaced(ORDER);
  await begun[0]!.opened;
  t.memory.disconnect("warehouse");
  await begun[1]!.opened;
  gates[0]!.open();
  await new Promise((resolve) => setImmediate(resolve));
  gates[1]!.open();
  expect(await t.handled.next(OrderPlaced)).toMatchObject({ redelivered: true, payload: ORDER });
  await t.idle();
  expect(t.handled.count).toBe(1);
});

test("requests and their replies are records like any other", async () => {
  const t = harness();
  await warehouse(t, () => undefined);
  const ask = await shopRequester(await t.connect("shop"));
  await ask.pickOrder({ orderId: "o-1" });
  const asked = await t.handled.next(PickOrder, { by: "warehouse" });
  const reply = await t.handled.next(OrderPicked, { by: "shop" });
  expect(reply).toMatchObject({ causationId: asked.messageId, payload: { orderId: "o-1", shelf: 1 } });
});

test("closing drains, and tells what was left where", async () => {
  const t = createTestBroker({ definitions, clock: manualClock(0) });
  await warehouse(t, () => undefined);
  await shopPublisher(await t.connect("shop")).orderPlaced(ORDER);
  await t.idle();
  const report = await t.close();
  expect(report.drained.warehouse).toEqual({ finished: 0, handedBack: 0, unconfirmed: 0 });
  expect(report.left).toEqual({
    "courier.parcels": { ready: 1, unsettled: 0, held: 0 },
    "ledger.orders": { ready: 1, unsettled: 0, held: 0 },
  });
});

test("one message that is in hands twice at a time is handled twice", async () => {
  const t = harness();
  const { opened, open } = gate();
  await warehouse(t, ({ payload }) => (payload.orderId === "first" ? undefined : opened));
  const send = shopPublisher(await t.connect("shop"));
  await send.orderPlaced({ ...ORDER, orderId: "first" });
  await t.handled.next(OrderPlaced);
  const twice = { messageId: "twice" };
  await Promise.all([send.orderPlaced(ORDER, twice), send.orderPlaced(ORDER, twice)]);
  await vi.waitFor(() => expect(t.memory.queueDepth(ORDERS).unsettled).toBe(2));
  open();
  await t.idle();
  expect(t.handled.all(OrderPlaced, twice)).toHaveLength(2);
});

test("a test may put false timers in place: the broker goes on", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const t = createTestBroker({ definitions });
  await warehouse(t, () => undefined);
  await shopPublisher(await t.connect("shop")).orderPlaced(ORDER);
  expect(await t.handled.next(OrderPlaced)).toMatchObject({ by: "warehouse" });
  await t.close();
});

test("what is no duration is refused", async () => {
  const t = harness();
  await expect(t.advance(-5)).rejects.toMatchObject({ code: "configuration" });
  await expect(t.advance(Number.NaN)).rejects.toMatchObject({ code: "configuration" });
});
