import type { Headers, MessageProperties, OutboundMessage, QueuedMessage } from "../transport.js";
import { carriedOver, carriedProperties, copyOfTable, shortString } from "./amqp-form.js";
import type { QueueKind } from "./policy.js";
import { Refusal } from "./refusal.js";

/** RabbitMQ 4 closes the channel above this. */
const MESSAGE_BYTES = 16 * 1024 * 1024;

/** One death of a message, as the broker's own `x-death` header tells it. */
export interface Death {
  readonly queue: string;
  readonly reason: DeathReason;
  readonly count: number;
  readonly exchange: string;
  readonly routingKeys: readonly string[];
  /** Milliseconds since the epoch. */
  readonly time: number;
}

export type DeathReason = "rejected" | "expired" | "maxlen" | "delivery_limit";

/** A message as it was published, shared by all queues that hold it and changed by none. */
export interface StoredMessage {
  readonly body: Buffer;
  readonly properties: MessageProperties;
  readonly headers: Headers;
  readonly exchange: string;
  readonly routingKey: string;
  /** Keys of CC and BCC, by which it was routed as well. */
  readonly otherKeys: readonly string[];
  /** The latest first. */
  readonly deaths: readonly Death[];
}

/** A message in one queue. */
export interface Entry {
  readonly message: StoredMessage;
  /** Counts everything that was ever put into the queue. */
  readonly place: number;
  readonly expiresAt: number | undefined;
  /** Times that it came back: requeued, or its consumer was lost. */
  readonly returns: number;
}

/**
 * Takes a message in. It belongs to the broker from now on: nothing that the sender still holds can change it.
 *
 * @throws TypeError or RangeError when it has no form in AMQP
 */
export function stored(message: OutboundMessage): StoredMessage {
  const headers = carriedOver(message.headers);
  const otherKeys = [...keysOf(headers, "CC"), ...keysOf(headers, "BCC")];
  delete headers.BCC;
  return {
    body: Buffer.from(message.body),
    properties: carriedProperties(message.properties),
    headers,
    exchange: shortString("exchange", message.exchange),
    routingKey: shortString("routingKey", message.routingKey),
    otherKeys,
    deaths: [],
  };
}

/** @throws Refusal 406 for a message that RabbitMQ would refuse by its size */
export function demandSize({ body }: StoredMessage): void {
  if (body.length <= MESSAGE_BYTES) return;
  throw new Refusal(
    406,
    `PRECONDITION_FAILED - message size ${body.length} is larger than configured max size ${MESSAGE_BYTES}`,
  );
}

function keysOf(headers: Headers, name: "CC" | "BCC"): readonly string[] {
  const keys = headers[name];
  return Array.isArray(keys) ? keys.filter((key) => typeof key === "string") : [];
}

/** A message as whoever takes it out sees it: a copy of his own. */
export function view({ message, returns }: Entry, kind: QueueKind): QueuedMessage {
  const { body, headers, exchange, routingKey } = message;
  const shown = Object.assign(copyOfTable(headers), deathHeaders(message.deaths));
  // Classic queues do not count; a publisher's own header of this name is shown until the broker has one to show.
  if (returns > 0 && kind === "quorum") shown["x-delivery-count"] = returns;
  return {
    body: Buffer.from(body),
    properties: withoutExpiration(message.properties),
    headers: shown,
    exchange,
    routingKey,
    redelivered: returns > 0,
  };
}

/** The message as it goes on to a dead-letter exchange. */
export function withDeath(whole: StoredMessage, death: Omit<Death, "count">, key: string | undefined): StoredMessage {
  const message = { ...whole, properties: withoutExpiration(whole.properties) };
  const earlier = message.deaths.find(({ queue, reason }) => queue === death.queue && reason === death.reason);
  const deaths = [{ ...death, count: (earlier?.count ?? 0) + 1 }, ...message.deaths.filter((each) => each !== earlier)];
  const { CC: _, ...headers } = message.headers;
  return key === undefined ? { ...message, deaths } : { ...message, deaths, headers, routingKey: key, otherKeys: [] };
}

/** An expiration holds for the queue that the message was published to: a dead letter or a retry must not expire by it again. */
function withoutExpiration({ expiration: _, ...kept }: MessageProperties): MessageProperties {
  return kept;
}

function deathHeaders(deaths: readonly Death[]): Headers {
  const [last] = deaths;
  const first = deaths.reduce<Death | undefined>((a, b) => (a === undefined || b.time <= a.time ? b : a), undefined);
  if (last === undefined || first === undefined) return {};
  return {
    "x-death": deaths.map(({ queue, reason, count, exchange, routingKeys, time }) => ({
      count,
      reason,
      queue,
      time: { "!": "timestamp", value: Math.floor(time / 1000) },
      exchange,
      "routing-keys": [...routingKeys],
    })),
    "x-first-death-exchange": first.exchange,
    "x-first-death-queue": first.queue,
    "x-first-death-reason": first.reason,
    "x-last-death-exchange": last.exchange,
    "x-last-death-queue": last.queue,
    "x-last-death-reason": last.reason,
  };
}
