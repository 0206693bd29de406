import { connectCloudamqp } from "../publishers/cloudamqp.js";
import { connectConnectionManager } from "../publishers/connection-manager.js";
import type { ConnectPublisher } from "../publishers/publisher.js";
import { connectRabbitmqClient } from "../publishers/rabbitmq-client.js";
import { connectRascal } from "../publishers/rascal.js";
import { connectRaw } from "../publishers/raw.js";
import { connectTyped } from "../publishers/typed.js";
import { StretchMeter } from "../stretch.js";
import { type Scenario, urlOf } from "./scenario.js";

const publishers: Readonly<Record<string, ConnectPublisher>> = {
  raw: connectRaw,
  typed: connectTyped,
  "amqp-connection-manager": connectConnectionManager,
  rascal: connectRascal,
  "rabbitmq-client": connectRabbitmqClient,
  "@cloudamqp/amqp-client": connectCloudamqp,
};

/** Publishes with confirms, 100 outstanding. */
export const publish: Scenario = async (orders) => {
  const connect = publishers[orders.subject];
  if (connect === undefined) throw new Error(`no publisher "${orders.subject}"`);
  const publisher = await connect(urlOf(orders, "client-management"));
  const meter = new StretchMeter(orders.warmUp, orders.messages);
  await publisher.run(() => meter.count());
  const stretch = await meter.done;
  await publisher.close();
  return stretch;
};
