import { connect } from "amqp-connection-manager";
import { QUEUE } from "../event.js";
import { type Consuming, PREFETCH } from "./consumer.js";

/** amqp-connection-manager, which leaves the parsing to its user. */
export const consumeConnectionManager: Consuming = async (url, count) => {
  const connection = connect([url]);
  const channel = connection.createChannel({ json: true });
  await channel.consume(
    QUEUE,
    (message) => {
      JSON.parse(message.content.toString());
      channel.ack(message);
      count();
    },
    { prefetch: PREFETCH },
  );
  await channel.waitForConnect();
};
