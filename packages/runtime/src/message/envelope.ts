import type { QueuedMessage, TransportDelivery } from "../transport/transport.js";
import { countHeader, HEADER, stringHeader } from "./headers.js";

/** What is known about a delivered message besides its payload. */
export interface Envelope {
  /** UUIDv7 given by the sender; the same over every retry, resend and replay. Handlers are idempotent by it. */
  readonly messageId: string;
  /** The message's name, for instance `LoanApproved`. */
  readonly message: string;
  /** The version that was sent, which may be older than the version that the handler reads. */
  readonly version: number;
  readonly sender: string | undefined;
  readonly sentAt: Date | undefined;
  readonly correlationId: string | undefined;
  /** The id of the message whose handling caused this one. */
  readonly causationId: string | undefined;
  /** W3C trace context. */
  readonly traceparent: string | undefined;
  /** Deliveries to the handler so far, this one included; 1 for the first. */
  readonly attempt: number;
  /** Whether the broker has handed this message out before within this attempt (a crash or a hand-back). */
  readonly redelivered: boolean;
  /** Whether the sender sent it a second time, not knowing if the first was stored: another copy may have come before. */
  readonly resent: boolean;
  /** The queue it came from. */
  readonly queue: string;
  /** Where the sender published it, whatever way it has taken since. */
  readonly exchange: string;
  readonly routingKey: string;
}

/** Reads the envelope of a delivery whose identity (id, name, version) has been established. */
export function readEnvelope(
  delivery: TransportDelivery,
  queue: string,
  identity: { readonly messageId: string; readonly message: string; readonly version: number },
): Envelope {
  const { headers, properties } = delivery;
  // Written out, because it is made for each message: a copy by spreading takes many times longer.
  return {
    messageId: identity.messageId,
    message: identity.message,
    version: identity.version,
    sender: properties.appId,
    sentAt: properties.timestamp === undefined ? undefined : new Date(properties.timestamp * 1000),
    correlationId: properties.correlationId,
    causationId: stringHeader(headers, HEADER.causationId),
    traceparent: stringHeader(headers, HEADER.traceparent),
    attempt: countHeader(headers, HEADER.attempt) ?? 1,
    redelivered: delivery.redelivered,
    resent: headers[HEADER.resent] === true,
    queue,
    exchange: stringHeader(headers, HEADER.originExchange) ?? delivery.exchange,
    routingKey: stringHeader(headers, HEADER.originRoutingKey) ?? delivery.routingKey,
  };
}

/** Where the sender published a message: a retried or replayed one carries it in headers, a fresh one in its own fields. */
export function readOrigin(delivery: QueuedMessage): { readonly exchange: string; readonly routingKey: string } {
  return {
    exchange: stringHeader(delivery.headers, HEADER.originExchange) ?? delivery.exchange,
    routingKey: stringHeader(delivery.headers, HEADER.originRoutingKey) ?? delivery.routingKey,
  };
}
