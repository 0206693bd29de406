import type { Headers } from "../transport/transport.js";

/** The headers that the runtime writes and reads. Everything else in a message's headers belongs to its sender. */
export const HEADER = {
  version: "x-version",
  traceparent: "traceparent",
  causationId: "x-causation-id",
  /** Set where the sender did not learn whether its first try was stored: there may be two messages with this id. */
  resent: "x-resent",
  /** Deliveries to the handler so far, this one included. Ours: the broker's x-death starts again at 1 with every publish. */
  attempt: "x-attempt",
  firstFailure: "x-first-failure",
  lastReason: "x-last-reason",
  /** Every failure: when, at which attempt, why, and what it waited for. */
  history: "x-history",
  throttledSince: "x-throttled-since",
  newerSince: "x-newer-since",
  originExchange: "x-origin-exchange",
  originRoutingKey: "x-origin-routing-key",
  deadReason: "x-dead-reason",
  deadClass: "x-dead-class",
  deadDetail: "x-dead-detail",
  deadAt: "x-dead-at",
  deadService: "x-dead-service",
  deadQueue: "x-dead-queue",
  crashes: "x-crashes",
  /** Names of a sender's headers that had to be left behind, because the table had no room or no AMQP form. */
  droppedHeaders: "x-dropped-headers",
} as const;

/** What the broker writes itself, or reads as an order: exactly these, so that no sender's own header is taken for one. */
const BROKERS: ReadonlySet<string> = new Set([
  "CC",
  "BCC",
  "x-death",
  "x-delivery-count",
  ...["queue", "reason", "exchange"].flatMap((what) => [`x-first-death-${what}`, `x-last-death-${what}`]),
]);

/**
 * Headers that must not travel on with a message that the runtime publishes again.
 * CC and BCC would copy it to queues of other services; the broker's own death records would speak of an earlier life.
 */
export function isStripped(name: string): boolean {
  return BROKERS.has(name);
}

/** The headers of a delivery that may be published again, with `added` over them. */
export function carriedHeaders(headers: Headers, added: Headers): Headers {
  const carried: Headers = {};
  for (const [name, value] of Object.entries(headers)) if (!isStripped(name)) carried[name] = value;
  return Object.assign(carried, added);
}

/** Reads a header that must be a string. Foreign senders write what they like, so anything else counts as absent. */
export function stringHeader(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Reads a header that must be a whole number of at least 1. */
export function countHeader(headers: Headers, name: string): number | undefined {
  const value = headers[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1 ? value : undefined;
}

/** Which delivery to its handler this one is, by our own count. */
export function attemptOf(headers: Headers): number {
  return countHeader(headers, HEADER.attempt) ?? 1;
}

/** Reads a header that must be an ISO 8601 time; milliseconds since the epoch. */
export function timeHeader(headers: Headers, name: string): number | undefined {
  const text = stringHeader(headers, name);
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
