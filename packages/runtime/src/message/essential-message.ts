import type { Headers, MessageProperties, OutboundMessage } from "../transport/transport.js";
import { isOurs } from "./believable.js";
import { HEADER } from "./headers.js";

/** A short string of AMQP has as many bytes. What was read from bytes that are no UTF-8 has become longer than it was. */
const SHORT_STRING_BYTES = 255;
/** A header that we cannot do without is no longer than this: ours are cut to it, a version and a trace are shorter. */
const LONGEST_HEADER = 600;
/** An unsigned 64-bit number that JavaScript can hold exactly. */
const LATEST_TIMESTAMP = Number.MAX_SAFE_INTEGER;

/**
 * A message without what its sender wrote into it and what cannot be written again: a table of headers that leaves no room for
 * ours, texts that are too long, times that are none. Ours, its version and its trace stay; what is left behind is named.
 */
export function essentialMessage(message: OutboundMessage): OutboundMessage {
  const headers = Object.entries(message.headers);
  const properties = Object.entries(message.properties);
  const keptHeaders = headers.filter(([name, value]) => isEssential(name) && isWritable(value));
  const keptProperties = properties.filter(([, value]) => isShort(value));
  const dropped = [
    ...headers.filter((entry) => !keptHeaders.includes(entry)),
    ...properties.filter((entry) => !keptProperties.includes(entry)),
  ];
  const names = dropped.map(([name]) => name).join(", ");
  return {
    ...message,
    properties: Object.fromEntries(keptProperties) as MessageProperties,
    headers: { ...(Object.fromEntries(keptHeaders) as Headers), [HEADER.droppedHeaders]: names.slice(0, 500) },
  };
}

function isEssential(name: string): boolean {
  return isOurs(name) || name === HEADER.version || name === HEADER.traceparent;
}

function isWritable(value: unknown): boolean {
  if (typeof value === "string") return value.length <= LONGEST_HEADER;
  return typeof value === "number" || typeof value === "boolean";
}

function isShort(value: string | number): boolean {
  if (typeof value === "string") return Buffer.byteLength(value) <= SHORT_STRING_BYTES;
  return Number.isSafeInteger(value) && value >= 0 && value <= LATEST_TIMESTAMP;
}
