import { Connection } from "rabbitmq-client";
import { EVENT, EXCHANGE, PROPERTIES, ROUTING_KEY } from "../event.js";
import { byPromise } from "../outstanding.js";
import type { ConnectPublisher } from "./publisher.js";

/** rabbitmq-client's publisher, which turns an object into JSON. */
export const connectRabbitmqClient: ConnectPublisher = async (url) => {
  const connection = new Connection(url);
  connection.on("error", (error) => console.error(error));
  const publisher = connection.createPublisher({ confirm: true, maxAttempts: 2 });
  const { deliveryMode, contentEncoding: _, ...properties } = PROPERTIES;
  const envelope = {
    exchange: EXCHANGE,
    routingKey: ROUTING_KEY,
    ...properties,
    durable: deliveryMode === 2,
    mandatory: true,
  };
  return {
    run: (more) => byPromise(() => publisher.send(envelope, EVENT), more),
    async close() {
      await publisher.close();
      await connection.close();
    },
  };
};
