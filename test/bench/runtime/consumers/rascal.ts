import rascal from "rascal";
import { QUEUE } from "../event.js";
import { type Consuming, PREFETCH } from "./consumer.js";

/** rascal with its default configuration, which parses JSON. */
export const consumeRascal: Consuming = async (url, count) => {
  const config = rascal.withDefaultConfig({
    vhosts: {
      "/": { connection: { url }, queues: [QUEUE], subscriptions: { all: { queue: QUEUE, prefetch: PREFETCH } } },
    },
  });
  const broker = await rascal.BrokerAsPromised.create(config);
  broker.on("error", (error) => console.error(error));
  const subscription = await broker.subscribe("all");
  subscription.on("message", (_message, _content, ackOrNack) => {
    ackOrNack();
    count();
  });
  subscription.on("error", (error) => console.error(error));
};
