import type { JsonValue } from "@insaka/schema";
import type { Limits } from "../defaults.js";
import type { TransportDelivery } from "../transport/transport.js";
import { decode } from "./decode.js";
import { type Envelope, readEnvelope } from "./envelope.js";
import { countHeader, HEADER } from "./headers.js";
import type { InvalidReason } from "./invalid-reason.js";
import type { MessageReader } from "./message-reader.js";

/** A message of a delivery, in the version that its reader wants, with whatever stands beside the reader in its route. */
export interface ReadableDelivery<R> {
  readonly ok: true;
  readonly route: R;
  readonly envelope: Envelope;
  readonly payload: JsonValue;
  /** Those that the document declares for the version that was sent. */
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Why a delivery cannot be read, in words that hold no personal value. */
export interface UnreadableDelivery {
  readonly ok: false;
  readonly class: "invalid" | "newer-than-build";
  readonly reason: InvalidReason | "newer-than-build";
  readonly detail?: string;
}

/** Identifies, decodes, validates and upcasts what came from `queue`. `routes` are by message name. */
export function readDelivery<R extends { readonly reader: MessageReader }>(
  delivery: TransportDelivery,
  queue: string,
  routes: ReadonlyMap<string, R>,
  limits: Limits,
): ReadableDelivery<R> | UnreadableDelivery {
  const { messageId, type } = delivery.properties;
  const version = countHeader(delivery.headers, HEADER.version);
  const route = type === undefined ? undefined : routes.get(type);
  if (route === undefined) return invalid("unknown-message");
  if (messageId === undefined) return invalid("no-message-id");
  if (version === undefined) return invalid("no-version");
  const unread = unreadVersion(version, route.reader);
  if (unread !== undefined) return unread;
  const head = route.reader.readHeaders(version, delivery.headers);
  if (!head.ok) return invalid("headers", head.detail);
  const decoded = decode(delivery, limits);
  if (!decoded.ok) return invalid(decoded.reason);
  const read = route.reader.read(version, decoded.value);
  if (!read.ok) return invalid(read.reason, read.detail);
  const envelope = readEnvelope(delivery, queue, { messageId, message: route.reader.name, version });
  return { ok: true, route, envelope, payload: read.payload, headers: head.headers };
}

function unreadVersion(version: number, { highest, reads, retired }: MessageReader): UnreadableDelivery | undefined {
  if (version > highest) {
    const detail = `version ${version}, this build reads up to ${highest}`;
    return { ok: false, class: "newer-than-build", reason: "newer-than-build", detail };
  }
  if (retired.has(version)) return invalid("retired-version", `version ${version}`);
  return reads.has(version) ? undefined : invalid("unknown-version", `version ${version}`);
}

function invalid(reason: InvalidReason, detail?: string): UnreadableDelivery {
  return { ok: false, class: "invalid", reason, ...(detail === undefined ? {} : { detail }) };
}
