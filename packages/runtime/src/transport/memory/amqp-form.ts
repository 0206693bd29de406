import type { Headers, MessageProperties } from "../transport.js";

/** What a header table may measure when it is encoded; the client's buffer is not larger. */
const TABLE_BYTES = 65_536;
const SHORT_STRING_BYTES = 255;

/**
 * A header table as it would come out at the other end of a wire: a copy, without what has no value.
 * A broker in memory that took what AMQP cannot carry would let a test pass over a fault.
 *
 * @throws TypeError or RangeError for a value that has no form in AMQP, and for more than 64 KiB
 */
export function carriedOver(headers: Headers): Headers {
  let left = TABLE_BYTES;
  const spend = (bytes: number): void => {
    left -= bytes;
    if (left < 0) throw new RangeError(`a header table has ${TABLE_BYTES} bytes at most`);
  };
  const table = (value: object): Headers => {
    spend(4);
    const fields: [string, unknown][] = [];
    for (const [key, each] of Object.entries(value)) {
      if (each === undefined) continue;
      const bytes = Buffer.byteLength(key);
      if (bytes > SHORT_STRING_BYTES) throw new RangeError("a header's name has 255 bytes at most");
      spend(1 + bytes);
      fields.push([key, field(each)]);
    }
    // Not by assignment, to which a header called __proto__ would be no header.
    return Object.fromEntries(fields);
  };
  const field = (value: unknown): unknown => {
    spend(1);
    switch (typeof value) {
      case "string":
        spend(4 + Buffer.byteLength(value));
        return value;
      case "number":
        spend(numberBytes(value));
        return value;
      case "boolean":
        spend(1);
        return value;
      case "object":
        if (value === null) return null;
        if (Array.isArray(value)) {
          spend(4);
          return value.map(field);
        }
        if (Buffer.isBuffer(value)) {
          spend(4 + value.length);
          return Buffer.from(value);
        }
        return table(value);
      default:
        throw new TypeError(`a ${typeof value} has no form in AMQP`);
    }
  };
  return table(headers);
}

function numberBytes(value: number): number {
  if (!Number.isInteger(value)) return 8;
  if (value >= -128 && value < 128) return 1;
  if (value >= -32_768 && value < 32_768) return 2;
  return value >= -2_147_483_648 && value < 2_147_483_648 ? 4 : 8;
}

const PROPERTIES = [
  "messageId",
  "type",
  "appId",
  "contentType",
  "contentEncoding",
  "correlationId",
  "replyTo",
  "timestamp",
  "expiration",
] as const satisfies readonly (keyof MessageProperties)[];

/** The properties as they would arrive: what is empty is absent. @throws TypeError for one that has no form in AMQP */
export function carriedProperties(properties: MessageProperties): MessageProperties {
  const copy: Record<string, string | number> = {};
  for (const name of PROPERTIES) {
    const value: unknown = properties[name];
    if (value === undefined || value === "") continue;
    const expected = name === "timestamp" ? "number" : "string";
    if (typeof value !== expected) throw new TypeError(`${name} must be a ${expected}`);
    if (typeof value === "string") copy[name] = shortString(name, value);
    if (typeof value === "number") copy[name] = value;
  }
  return copy;
}

/** @throws TypeError when it has more than 255 bytes */
export function shortString(name: string, value: string): string {
  if (Buffer.byteLength(value) <= SHORT_STRING_BYTES) return value;
  throw new TypeError(`${name} must be a string of at most ${SHORT_STRING_BYTES} bytes`);
}

/** A copy of a table that {@link carriedOver} has made. */
export function copyOfTable(headers: Headers): Headers {
  const copy = (value: unknown): unknown =>
    typeof value === "object" && value !== null ? structuredClone(value) : value;
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, copy(value)]));
}
