import { AMQPSession, builtinCoders, builtinParsers } from "@cloudamqp/amqp-client";
import { QUEUE } from "../event.js";
import { type Consuming, PREFETCH } from "./consumer.js";

/** The session of @cloudamqp/amqp-client with its parsers, which acknowledges when its async handler has ended. */
export const consumeCloudamqp: Consuming = async (url, count) => {
  const session = await AMQPSession.connect(url, { parsers: builtinParsers, coders: builtinCoders });
  const queue = await session.queue(QUEUE);
  await queue.subscribe({ prefetch: PREFETCH }, async () => void count());
};
