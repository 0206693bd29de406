import type { Message } from "amqplib";
import type { Headers, MessageProperties, QueuedMessage } from "../transport.js";

/** amqplib's message in the transport's words. What the sender left empty is absent. */
export function queuedMessage({ content, fields, properties }: Message): QueuedMessage {
  // amqplib types the fields of a `get` and of a delivery apart; both have these.
  const { redelivered, exchange, routingKey } = fields;
  const headers = ownHeaders((properties.headers ?? {}) as Headers);
  return { body: content, properties: readProperties(properties), headers, exchange, routingKey, redelivered };
}

/**
 * amqplib makes a header called `__proto__` the prototype of the others: what a stranger writes into it would be read like
 * headers of ours, and be seen by nobody who looks for forged ones. It becomes a header again.
 */
function ownHeaders(headers: Headers): Headers {
  const prototype: unknown = Object.getPrototypeOf(headers);
  if (prototype === Object.prototype) return headers;
  return Object.fromEntries([...Object.entries(headers), ["__proto__", prototype]]);
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
