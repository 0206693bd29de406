import { compileWriterView } from "@insaka/schema";
import type { BrokerLink } from "../broker.js";
import { ContractError } from "../contract-error.js";
import type { MessageFacts, Route } from "../message/descriptor.js";
import { compileHeadersWriter } from "../message/document-headers.js";
import type { Envelope } from "../message/envelope.js";
import { HEADER } from "../message/headers.js";
import { newMessageId } from "../message/message-id.js";
import { cause, childTraceparent } from "../message/trace.js";
import type { Headers, MessageProperties, PublishPurpose } from "../transport/transport.js";
import { encodePayload } from "./encode-payload.js";
import { resend } from "./resend.js";

export interface PublishOptions {
  /** Ties messages of one business transaction together. Within a handler the delivered message's is taken by default. */
  readonly correlationId?: string;
  /** Give the same id again to send the same message again: receivers are idempotent by it. Default: a new UUIDv7. */
  readonly messageId?: string;
  /** The id of the message that caused this one. Within a handler the delivered message's is taken by default. */
  readonly causationId?: string;
  /** Milliseconds that it may wait in a queue, a whole number from 0; afterwards the broker takes it to the dead-letter queue. */
  readonly expiration?: number;
}

/** What is known once the broker has confirmed. */
export interface PublishReceipt {
  readonly messageId: string;
}

/** Where a message goes and what goes with it. */
export interface Sending extends PublishOptions {
  readonly route: Route;
  /** Those that the document declares. */
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly purpose?: PublishPurpose;
  /** The queue that the reply shall go to. */
  readonly replyTo?: string;
  /** What it shares a channel by, where that is known beforehand or is not its route. */
  readonly channelKey?: string;
}

/** Sends one message in its current version; resolves when the broker has confirmed and not returned it. */
export type Sender = (payload: unknown, sending: Sending) => Promise<PublishReceipt>;

/**
 * Prepares the sending of a message: its schema is compiled once.
 *
 * @throws ContractError `configuration` for a message that has no current version, SchemaError when its schema is none
 */
export function compileSender(link: BrokerLink, message: MessageFacts): Sender {
  const version = message.current;
  const facts = version === null ? undefined : message.versions[version];
  if (version === null || facts === undefined) {
    throw new ContractError("configuration", `${message.name} has no current version: only drafts, which nobody sends`);
  }
  const validate = compileWriterView(facts.schema);
  const what = `${message.name} version ${version}`;
  const addHeaders = compileHeadersWriter(facts.headers, what);
  const limit = link.settings.limits.bodyBytes;
  // Made for each message: whatever is put together here is written out, because a copy by spreading takes many times longer.
  return async (payload, sending) => {
    const { route, messageId = newMessageId() } = sending;
    // An empty id is none, on the wire and for the receiver.
    if (messageId === "")
      throw new ContractError("configuration", "messageId must not be empty", { outcome: "not-sent" });
    demandExpiration(sending.expiration);
    const { exchange, routingKey } = route;
    const causedBy = cause();
    try {
      const body = encodePayload(payload, validate, what, limit);
      const headers = headersOf(version, causedBy, sending.causationId);
      addHeaders(headers, sending.headers);
      const began = link.transport.clock.now();
      const properties = propertiesOf(link.service, message.name, messageId, sending, causedBy, began);
      const outbound = { exchange, routingKey, body, headers, properties, channelKey: sending.channelKey };
      try {
        await link.transport.publish(outbound, sending.purpose);
      } catch (reason) {
        const told = { message: message.name, version, messageId, ...route };
        await resend(link, outbound, { told, began, first: ContractError.from(reason), purpose: sending.purpose });
      }
    } catch (reason) {
      const error = ContractError.from(reason);
      const told = { message: message.name, version, messageId, ...route };
      link.observe({ type: "publish-failed", ...told, code: error.code, outcome: error.outcome ?? "unknown" });
      throw error;
    }
    if (link.isObserved) link.observe({ type: "published", message: message.name, version, messageId, ...route });
    return { messageId };
  };
}

/** @throws ContractError `configuration` */
function demandExpiration(expiration: number | undefined): void {
  if (expiration === undefined) return;
  // The broker's own bound: a longer time to live is a channel error.
  if (Number.isSafeInteger(expiration) && expiration >= 0 && expiration <= 315_360_000_000) return;
  throw new ContractError("configuration", "expiration must be a whole number of milliseconds, from 0 to ten years", {
    outcome: "not-sent",
  });
}

function headersOf(version: number, causedBy: Envelope | undefined, causationId?: string): Headers {
  const causedById = causationId ?? causedBy?.messageId;
  const traceparent = childTraceparent(causedBy?.traceparent);
  if (causedById === undefined) return { [HEADER.version]: version, [HEADER.traceparent]: traceparent };
  return {
    [HEADER.version]: version,
    [HEADER.traceparent]: traceparent,
    [HEADER.causationId]: causedById,
  };
}

function propertiesOf(
  appId: string,
  type: string,
  messageId: string,
  { correlationId, replyTo, expiration }: Sending,
  causedBy: Envelope | undefined,
  now: number,
): MessageProperties {
  const properties = {
    messageId,
    type,
    appId,
    contentType: "application/json",
    timestamp: Math.floor(now / 1000),
    correlationId: correlationId ?? causedBy?.correlationId ?? messageId,
  };
  if (replyTo === undefined && expiration === undefined) return properties;
  return {
    ...properties,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(expiration === undefined ? {} : { expiration: String(expiration) }),
  };
}
