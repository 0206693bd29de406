import { connect as connectService } from "@insaka/runtime";
import { identityConsumer } from "@intellifin/contracts";
import { connect } from "amqplib";
import { BODY, CURRENT, headersOf, OLD_EVENT, OLDEST, PROPERTIES, QUEUE } from "../event.js";
import { StretchMeter } from "../stretch.js";
import { type Orders, type Scenario, urlOf } from "./scenario.js";

/** Deliveries in flight, for everybody. */
const PREFETCH = 300;

/** Consumes what the sink hands out as fast as it is acknowledged. */
function consuming(version: number): Scenario {
  return async (orders) => {
    await layOut(orders, version);
    const meter = new StretchMeter(orders.warmUp, orders.messages);
    const end = await (orders.subject === "raw" ? consumeRaw : consumeTyped)(orders, () => meter.count());
    const stretch = await meter.done;
    await end();
    return stretch;
  };
}

export const consume: Scenario = consuming(CURRENT);
export const consumeOldest: Scenario = consuming(OLDEST);

/** Gives the sink the message that it shall hand out. */
async function layOut(orders: Orders, version: number): Promise<void> {
  const connection = await connect(urlOf(orders, "identity"));
  const channel = await connection.createConfirmChannel();
  const body = version === CURRENT ? BODY : Buffer.from(JSON.stringify(OLD_EVENT));
  channel.sendToQueue(QUEUE, body, { ...PROPERTIES, headers: { ...headersOf(version) } });
  await channel.waitForConfirms();
  await connection.close();
}

type Consuming = (orders: Orders, count: () => boolean) => Promise<() => Promise<unknown>>;

const consumeRaw: Consuming = async (orders, count) => {
  const connection = await connect(urlOf(orders, "identity"), { noDelay: true });
  const channel = await connection.createChannel();
  await channel.prefetch(PREFETCH);
  await channel.consume(QUEUE, (message) => {
    if (message === null) return;
    channel.ack(message);
    count();
  });
  return () => connection.close();
};

const consumeTyped: Consuming = async (orders, count) => {
  const broker = await connectService(urlOf(orders, "identity"), { service: "identity" });
  const clientRegistered = async (): Promise<void> => void count();
  await identityConsumer(broker, { handlers: { clientRegistered }, prefetch: PREFETCH });
  return () => broker.close();
};
