import { connect } from "amqplib";
import { QUEUE } from "../event.js";
import { type Consuming, PREFETCH } from "./consumer.js";

/** amqplib alone: it acknowledges bytes that nobody has looked at. */
export const consumeRaw: Consuming = async (url, count) => {
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createChannel();
  await channel.prefetch(PREFETCH);
  await channel.consume(QUEUE, (message) => {
    if (message === null) return;
    channel.ack(message);
    count();
  });
};
