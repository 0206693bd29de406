import { believable } from "../message/believable.js";
import { readOrigin } from "../message/envelope.js";
import { countHeader, HEADER, stringHeader, timeHeader } from "../message/headers.js";
import { readHistory } from "../message/history.js";
import type { Headers, QueuedMessage } from "../transport/transport.js";
import type { DeadLetter } from "./dead-letter.js";

/** What a letter says by itself, before anybody looks at what a build reads. */
export type LetterFacts = Omit<DeadLetter, "offered" | "because" | "body">;

/** A dead letter and what is believed of its headers, which is what may be published again. */
export interface ReadLetter {
  readonly facts: LetterFacts;
  readonly headers: Headers;
}

/** The broker's own record of a death. Publishers cannot write it: the broker ignores theirs, and the runtime strips it. */
interface BrokerDeath {
  readonly reason: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly time: Date | undefined;
}

/**
 * Reads a letter of `queue`.
 *
 * A letter of the runtime's says why in headers that only the service itself may write there. One that the broker made by itself
 * still has the headers of the delivery that died, and those a stranger may have made up.
 */
export function readDeadLetter(queued: QueuedMessage, queue: string): ReadLetter {
  const death = brokerDeath(queued.headers);
  return death === undefined ? ours(queued, queue) : brokers(queued, queue, death);
}

function ours(queued: QueuedMessage, queue: string): ReadLetter {
  const { headers } = queued;
  const detail = stringHeader(headers, HEADER.deadDetail);
  const facts = {
    ...common(queued, queue, headers),
    reason: stringHeader(headers, HEADER.deadReason) ?? "unknown",
    class: stringHeader(headers, HEADER.deadClass) ?? "unknown",
    ...(detail === undefined ? {} : { detail }),
    crashes: countHeader(headers, HEADER.crashes) ?? 0,
    deadAt: date(timeHeader(headers, HEADER.deadAt)),
    origin: readOrigin(queued),
  };
  return { facts, headers };
}

function brokers(queued: QueuedMessage, queue: string, death: BrokerDeath): ReadLetter {
  const died = { ...queued, exchange: death.exchange, routingKey: death.routingKey };
  const { headers } = believable(died);
  const facts = {
    ...common(queued, queue, headers),
    reason: death.reason,
    class: "broker",
    // The broker's count of them is that of the dead-letter queue by now: looking at a letter raises it.
    crashes: undefined,
    deadAt: death.time,
    origin: readOrigin({ ...died, headers }),
  };
  return { facts, headers };
}

function common({ properties }: QueuedMessage, queue: string, headers: Headers) {
  return {
    messageId: properties.messageId,
    message: properties.type,
    version: countHeader(headers, HEADER.version),
    sender: properties.appId,
    queue,
    attempts: countHeader(headers, HEADER.attempt) ?? 1,
    history: readHistory(headers),
    firstFailure: date(timeHeader(headers, HEADER.firstFailure)),
  };
}

/** The last death comes first in the broker's list. */
function brokerDeath(headers: Headers): BrokerDeath | undefined {
  const deaths = headers["x-death"];
  const [last] = Array.isArray(deaths) ? (deaths as readonly unknown[]) : [];
  if (typeof last !== "object" || last === null) return undefined;
  const { reason, exchange, time, "routing-keys": keys } = last as Readonly<Record<string, unknown>>;
  const [key] = Array.isArray(keys) ? (keys as readonly unknown[]) : [];
  return {
    reason: text(reason) || "unknown",
    exchange: text(exchange),
    routingKey: text(key),
    time: seconds(time),
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** amqplib shows AMQP's timestamps as `{ "!": "timestamp", value: seconds }`. */
function seconds(time: unknown): Date | undefined {
  const value = (time as { readonly value?: unknown } | undefined)?.value;
  return typeof value === "number" ? new Date(value * 1000) : undefined;
}

function date(milliseconds: number | undefined): Date | undefined {
  return milliseconds === undefined ? undefined : new Date(milliseconds);
}
