import { connect } from "amqplib";
import { consumeCloudamqp } from "../consumers/cloudamqp.js";
import { consumeConnectionManager } from "../consumers/connection-manager.js";
import type { Consuming } from "../consumers/consumer.js";
import { consumeRabbitmqClient } from "../consumers/rabbitmq-client.js";
import { consumeRascal } from "../consumers/rascal.js";
import { consumeRaw } from "../consumers/raw.js";
import { consumeTyped } from "../consumers/typed.js";
import { BODY, CURRENT, headersOf, OLD_EVENT, OLDEST, PROPERTIES, QUEUE } from "../event.js";
import { StretchMeter } from "../stretch.js";
import { type Orders, type Scenario, urlOf } from "./scenario.js";

const consumers: Readonly<Record<string, Consuming>> = {
  raw: consumeRaw,
  typed: consumeTyped,
  "amqp-connection-manager": consumeConnectionManager,
  rascal: consumeRascal,
  "rabbitmq-client": consumeRabbitmqClient,
  "@cloudamqp/amqp-client": consumeCloudamqp,
};

/** Consumes what the sink hands out as fast as it is acknowledged. */
function consuming(version: number): Scenario {
  return async (orders) => {
    await layOut(orders, version);
    const meter = new StretchMeter(orders.warmUp, orders.messages);
    const consumeAs = consumers[orders.subject];
    if (consumeAs === undefined) throw new Error(`no consumer "${orders.subject}"`);
    await consumeAs(urlOf(orders, "identity"), () => meter.count());
    return await meter.done;
  };
}

export const consume: Scenario = consuming(CURRENT);
export const consumeOldest: Scenario = consuming(OLDEST);

/** Gives the sink the message that it shall hand out. */
async function layOut(orders: Orders, version: number): Promise<void> {
  const connection = await connect(urlOf(orders, "identity"));
  const channel = await connection.createConfirmChannel();
  const body = version === CURRENT ? BODY : Buffer.from(JSON.stringify(OLD_EVENT));
  // Of an encoding that is none @cloudamqp/amqp-client knows nothing, and refuses the message.
  const { contentEncoding: _, ...properties } = PROPERTIES;
  channel.sendToQueue(QUEUE, body, { ...properties, headers: { ...headersOf(version) } });
  await channel.waitForConfirms();
  await connection.close();
}
