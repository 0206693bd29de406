import { Connection } from "rabbitmq-client";
import { QUEUE } from "../event.js";
import { type Consuming, PREFETCH } from "./consumer.js";

/** rabbitmq-client's consumer, which parses JSON and acknowledges when its async handler has ended. */
export const consumeRabbitmqClient: Consuming = async (url, count) => {
  const connection = new Connection(url);
  connection.on("error", (error) => console.error(error));
  const consumer = connection.createConsumer(
    { queue: QUEUE, qos: { prefetchCount: PREFETCH } },
    async () => void count(),
  );
  consumer.on("error", (error) => console.error(error));
};
