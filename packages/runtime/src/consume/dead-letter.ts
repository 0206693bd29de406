import { isoTime } from "../clock.js";
import { readOrigin } from "../message/envelope.js";
import { carriedHeaders, countHeader, HEADER, stringHeader, timeHeader } from "../message/headers.js";
import { withFailure } from "../message/history.js";
import { DEAD_EXCHANGE, RETRY_EXCHANGE } from "../message/house-exchanges.js";
import type { Headers, OutboundMessage, TransportDelivery } from "../transport/transport.js";
import type { FailureFacts } from "./disposition.js";

/** Header texts are shown in lists; what is longer has its place in a log. */
const MAX_TEXT = 500;

/** Where and when a delivery is settled. */
export interface SettlePlace {
  readonly queue: string;
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The message as it goes to a wait queue: the same body and id, the next attempt, and a memory of its first failure. */
export function retryMessage(
  delivery: TransportDelivery,
  { queue, now }: SettlePlace,
  retry: { readonly step: string; readonly attempt: number; readonly failure: FailureFacts },
): OutboundMessage {
  const { failure } = retry;
  const added: Headers = { ...historyHeaders(delivery, failure, now, retry.step), [HEADER.attempt]: retry.attempt };
  const waiting = failure.class === "throttled" ? HEADER.throttledSince : HEADER.newerSince;
  if (failure.class === "throttled" || failure.class === "newer-than-build") {
    added[waiting] = isoTime(Math.min(timeHeader(delivery.headers, waiting) ?? now, now));
  }
  return again(delivery, `${RETRY_EXCHANGE}${retry.step}`, queue, added);
}

/** The message as it goes to its dead-letter queue: the same body and id, and why. */
export function deadLetter(
  delivery: TransportDelivery,
  { queue, service, now }: SettlePlace,
  failure: FailureFacts,
): OutboundMessage {
  const added: Headers = {
    ...historyHeaders(delivery, failure, now),
    [HEADER.attempt]: countHeader(delivery.headers, HEADER.attempt) ?? 1,
    [HEADER.crashes]: crashes(delivery),
    [HEADER.deadReason]: cut(failure.reason),
    [HEADER.deadClass]: failure.class,
    [HEADER.deadAt]: isoTime(now),
    [HEADER.deadService]: service,
    [HEADER.deadQueue]: queue,
  };
  if (failure.detail) added[HEADER.deadDetail] = cut(failure.detail);
  return again(delivery, DEAD_EXCHANGE, queue, added);
}

function historyHeaders(delivery: TransportDelivery, failure: FailureFacts, now: number, step?: string): Headers {
  const attempt = countHeader(delivery.headers, HEADER.attempt) ?? 1;
  const { class: kind, reason } = failure;
  const failed = { attempt, class: kind, reason, ...(step === undefined ? {} : { step }) };
  const origin = readOrigin(delivery);
  return {
    [HEADER.originExchange]: origin.exchange,
    [HEADER.originRoutingKey]: origin.routingKey,
    [HEADER.firstFailure]: stringHeader(delivery.headers, HEADER.firstFailure) ?? isoTime(now),
    [HEADER.lastReason]: cut(failure.reason),
    [HEADER.history]: withFailure(delivery.headers, now, failed),
  };
}

/** Crashes and hand-backs within this attempt. A publisher can write this header too, so it counts on a redelivery only. */
function crashes(delivery: TransportDelivery): number {
  return delivery.redelivered ? (countHeader(delivery.headers, "x-delivery-count") ?? 0) : 0;
}

function again(delivery: TransportDelivery, exchange: string, routingKey: string, added: Headers): OutboundMessage {
  return {
    exchange,
    routingKey,
    body: delivery.body,
    properties: delivery.properties,
    headers: carriedHeaders(delivery.headers, added),
  };
}

/** As much of a text as belongs in a header. */
export function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
}
