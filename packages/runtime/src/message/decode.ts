import { isUtf8 } from "node:buffer";
import type { JsonValue } from "@insaka/schema";
import type { Limits } from "../defaults.js";
import type { TransportDelivery } from "../transport/transport.js";
import type { InvalidReason } from "./invalid-reason.js";

export type Decoded =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly reason: InvalidReason };

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;
const IDENTITY_ENCODING = /^(identity|utf-8)$/i;

/**
 * From bytes to a JSON value, or the reason why not.
 *
 * The reason never holds the parser's own words: they quote the payload.
 */
export function decode(delivery: TransportDelivery, limits: Limits): Decoded {
  const { body, properties } = delivery;
  if (properties.contentType !== undefined && !JSON_TYPE.test(properties.contentType)) return refuse("content-type");
  if (properties.contentEncoding !== undefined && !IDENTITY_ENCODING.test(properties.contentEncoding))
    return refuse("content-encoding");
  if (body.length > limits.bodyBytes) return refuse("too-large");
  if (!isUtf8(body)) return refuse("not-utf8");
  const text = body.toString("utf8");
  if (hasMoreBrackets(text, limits.bodyDepth) && isDeeperThan(body, limits.bodyDepth)) return refuse("too-deep");
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    return refuse("not-json");
  }
  return mayNameProto(text) && namesProto(value) ? refuse("forbidden-key") : { ok: true, value };
}

function refuse(reason: InvalidReason): Decoded {
  return { ok: false, reason };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Each level opens a bracket, so most bodies need no closer look. The searches run at memory speed. */
function hasMoreBrackets(text: string, limit: number): boolean {
  let found = 0;
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      found += 1;
      if (found > limit) return true;
    }
  }
  return false;
}

/** Counts brackets outside strings, before anything recursive sees the body. Valid JSON or not does not matter yet. */
function isDeeperThan(body: Buffer, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === BACKSLASH && quoted) at += 1;
    else if (byte === QUOTE) quoted = !quoted;
    else if (!quoted && (byte === 0x7b || byte === 0x5b)) {
      depth += 1;
      if (depth > limit) return true;
    } else if (!quoted && (byte === 0x7d || byte === 0x5d)) depth -= 1;
  }
  return false;
}

/** A key can be written with escapes, so any `\u` is a reason to look closer. Both searches run at memory speed. */
function mayNameProto(text: string): boolean {
  return text.includes("__proto__") || text.includes("\\u");
}

/** JSON.parse makes `__proto__` an ordinary own key; the next spread or merge would make it a prototype. */
function namesProto(value: JsonValue): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Object.hasOwn(value, "__proto__")) return true;
  return Object.values(value).some(namesProto);
}
