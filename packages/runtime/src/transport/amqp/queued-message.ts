import type { Message } from "amqplib";
import type { Headers, MessageProperties, QueuedMessage } from "../transport.js";

/** amqplib's message in the transport's words. What the sender left empty is absent. */
export function queuedMessage({ content, fields, properties }: Message): QueuedMessage {
  // amqplib types the fields of a `get` and of a delivery apart; both have these.
  const { redelivered, exchange, routingKey } = fields;
  const headers = (properties.headers ?? {}) as Headers;
  return { body: content, properties: readProperties(properties), headers, exchange, routingKey, redelivered };
}

function readProperties(all: Message["properties"]): MessageProperties {
  const { messageId, type, appId, contentType, contentEncoding, correlationId, replyTo, timestamp } = all;
  const read: Record<string, unknown> = {
    messageId,
    type,
    appId,
    contentType,
    contentEncoding,
    correlationId,
    replyTo,
    timestamp,
  };
  for (const [name, value] of Object.entries(read)) if (value === undefined || value === "") delete read[name];
  return read;
}
