import type { MessageDescriptor } from "../message/descriptor.js";
import { countHeader, HEADER, stringHeader } from "../message/headers.js";
import type { SettledEvent } from "../runtime-event.js";
import type { Headers, MessageProperties } from "../transport/transport.js";

/** A message that was seen, with the payload in the version that was sent. */
export interface MessageRecord {
  /** The message's name; a stranger's may have none. */
  readonly message: string | undefined;
  readonly version: number | undefined;
  readonly messageId: string | undefined;
  /** As parsed from the body; undefined where that is not JSON. */
  readonly payload: unknown;
  readonly body: Buffer;
  readonly sender: string | undefined;
  readonly correlationId: string | undefined;
  readonly causationId: string | undefined;
  readonly headers: Headers;
  /** Where its sender published it. */
  readonly exchange: string;
  readonly routingKey: string;
}

/** A message that a service published and the broker confirmed. */
export interface PublishedRecord extends MessageRecord {
  /** The service that published it. */
  readonly by: string;
}

/** A message that a handler took to its end. */
export interface HandledRecord extends MessageRecord {
  /** The service that handled it. */
  readonly by: string;
  readonly queue: string;
  readonly attempt: number;
  readonly redelivered: boolean;
  /** The version that the handler was given. */
  readonly readAs: number | undefined;
}

/** A message that came into a dead-letter queue. */
export interface DeadLetteredRecord extends MessageRecord {
  /** The service whose queue it came from; undefined for what reached nobody (`insaka.stray`). */
  readonly by: string | undefined;
  /** The queue that it came from, without `.dlq`. */
  readonly queue: string;
  /** Why: the runtime's reason, or the broker's, such as `delivery_limit`. */
  readonly reason: string;
  readonly class: string | undefined;
  readonly detail: string | undefined;
  /** Deliveries to the handler. */
  readonly attempts: number;
  /** Crashes and hand-backs within the last attempt. */
  readonly crashes: number;
}

/** A record of one message, by its descriptor: which payload it has follows from the version. */
export type RecordOf<R extends MessageRecord, V extends object> = Omit<R, "version" | "payload"> &
  { [N in keyof V]: { readonly version: N; readonly payload: V[N] } }[keyof V];

/** Any generated descriptor. */
export type AnyMessage<V extends object> = MessageDescriptor<V, keyof V | null>;

/** What the harness knows of a message on its way. */
export interface SeenMessage {
  readonly body: Buffer;
  readonly properties: MessageProperties;
  readonly headers: Headers;
  readonly exchange: string;
  readonly routingKey: string;
}

export function messageRecord(seen: SeenMessage): MessageRecord {
  const { body, properties, headers, exchange, routingKey } = seen;
  return {
    message: properties.type,
    version: countHeader(headers, HEADER.version),
    messageId: properties.messageId,
    payload: parsed(body),
    body,
    sender: properties.appId,
    correlationId: properties.correlationId,
    causationId: stringHeader(headers, HEADER.causationId),
    headers,
    exchange: stringHeader(headers, HEADER.originExchange) ?? exchange,
    routingKey: stringHeader(headers, HEADER.originRoutingKey) ?? routingKey,
  };
}

export function handledRecord(seen: SeenMessage, by: string, event: SettledEvent): HandledRecord {
  const { queue, attempt, redelivered, readAs, exchange, routingKey } = event;
  return { ...messageRecord(seen), by, queue, attempt, redelivered, readAs, exchange, routingKey };
}

export function deadLetteredRecord(seen: SeenMessage, letterBox: string): DeadLetteredRecord {
  const { headers } = seen;
  const queue = letterBox.replace(/\.dlq$/, "");
  return {
    ...messageRecord(seen),
    by:
      stringHeader(headers, HEADER.deadService) ??
      (queue.includes(".") && queue !== letterBox ? queue.split(".")[0] : undefined),
    queue,
    reason: stringHeader(headers, HEADER.deadReason) ?? stringHeader(headers, "x-last-death-reason") ?? "stray",
    class: stringHeader(headers, HEADER.deadClass),
    detail: stringHeader(headers, HEADER.deadDetail),
    attempts: countHeader(headers, HEADER.attempt) ?? 1,
    crashes: countHeader(headers, HEADER.crashes) ?? 0,
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
