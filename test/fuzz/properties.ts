import { encodeTable, short, type Table } from "./amqp-table.js";

type Text = string | Buffer;

/** The basic properties of a message, in the order of the wire. A text may be bytes that are no text. */
export interface Properties {
  readonly contentType?: Text;
  readonly contentEncoding?: Text;
  readonly headers?: Table;
  readonly deliveryMode?: number;
  readonly priority?: number;
  readonly correlationId?: Text;
  readonly replyTo?: Text;
  readonly expiration?: Text;
  readonly messageId?: Text;
  readonly timestamp?: bigint;
  readonly type?: Text;
  readonly userId?: Text;
  readonly appId?: Text;
  readonly clusterId?: Text;
}

const FIELDS: readonly (keyof Properties)[] = [
  "contentType",
  "contentEncoding",
  "headers",
  "deliveryMode",
  "priority",
  "correlationId",
  "replyTo",
  "expiration",
  "messageId",
  "timestamp",
  "type",
  "userId",
  "appId",
  "clusterId",
];

/** Flags and what they announce, as they stand in a content header. */
export function encodeProperties(properties: Properties): Buffer {
  let flags = 0;
  const parts: Buffer[] = [];
  for (const [index, name] of FIELDS.entries()) {
    const value = properties[name];
    if (value === undefined) continue;
    flags |= 1 << (15 - index);
    parts.push(encoded(value));
  }
  const head = Buffer.alloc(2);
  head.writeUInt16BE(flags);
  return Buffer.concat([head, ...parts]);
}

function encoded(value: NonNullable<Properties[keyof Properties]>): Buffer {
  if (typeof value === "string" || Buffer.isBuffer(value)) return short(value);
  if (typeof value === "number") return Buffer.from([value]);
  if (typeof value === "object") return encodeTable(value);
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(value);
  return time;
}
