import { AMQPSession, builtinCoders, builtinParsers } from "@cloudamqp/amqp-client";
import { EVENT, EXCHANGE, PROPERTIES, ROUTING_KEY } from "../event.js";
import { byPromise } from "../outstanding.js";
import type { ConnectPublisher } from "./publisher.js";

/** The session of @cloudamqp/amqp-client with its parsers, which turn an object into JSON. */
export const connectCloudamqp: ConnectPublisher = async (url) => {
  const session = await AMQPSession.connect(url, { parsers: builtinParsers, coders: builtinCoders });
  const exchange = await session.topicExchange(EXCHANGE);
  // Its types ask for an index signature, which an interface has not.
  const event = { ...EVENT, person: { ...EVENT.person }, address: { ...EVENT.address } };
  const { contentEncoding: _, timestamp, ...properties } = PROPERTIES;
  const options = { ...properties, timestamp: new Date(timestamp * 1000), routingKey: ROUTING_KEY, mandatory: true };
  return { run: (more) => byPromise(() => exchange.publish(event, options), more), close: () => session.stop() };
};
