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

/** Made for each message: properties are added one by one, because one that is deleted again makes an object slow for ever. */
function readProperties(all: Message["properties"]): MessageProperties {
  const read: Record<string, unknown> = {};
  if (isGiven(all.messageId)) read.messageId = all.messageId;
  if (isGiven(all.type)) read.type = all.type;
  if (isGiven(all.appId)) read.appId = all.appId;
  if (isGiven(all.contentType)) read.contentType = all.contentType;
  if (isGiven(all.contentEncoding)) read.contentEncoding = all.contentEncoding;
  if (isGiven(all.correlationId)) read.correlationId = all.correlationId;
  if (isGiven(all.replyTo)) read.replyTo = all.replyTo;
  if (isGiven(all.timestamp)) read.timestamp = all.timestamp;
  return read;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== "";
}
