import type { JsonValue } from "@insaka/schema";
import { maskPersonal } from "@insaka/schema";
import type { BrokerLink } from "../broker.js";
import type { ConsumedQueue, RetryLadder } from "../message/descriptor.js";
import type { Envelope } from "../message/envelope.js";
import { countHeader, HEADER, timeHeader } from "../message/headers.js";
import { compileMessageReader, type MessageReader } from "../message/message-reader.js";
import { readDelivery } from "../message/read-delivery.js";
import type { TransportDelivery } from "../transport/transport.js";
import { compileResponder, type Responder } from "./compile-responder.js";
import { type Disposition, dispose, type FailureFacts, failureOf } from "./disposition.js";
import type { AnyHandler } from "./handler.js";
import { runHandler } from "./run-handler.js";

/** What came of a delivery: enough to settle it and to tell of it. */
export interface Judged {
  readonly disposition: Disposition;
  readonly envelope?: Envelope;
  readonly payload?: JsonValue;
  readonly readAs?: number;
}

interface Route {
  readonly reader: MessageReader;
  readonly handler: AnyHandler;
  /** For a request: sends what the handler returns. */
  readonly respond: Responder | undefined;
  /** The message's own ladder, else the queue's. */
  readonly ladder: RetryLadder | undefined;
}

/** Decides what becomes of the deliveries of one queue: decode, validate, upcast, handle. */
export class DeliveryJudge {
  readonly #link: BrokerLink;
  readonly #descriptor: ConsumedQueue;
  readonly #routes: ReadonlyMap<string, Route>;

  /** @throws ContractError `configuration` when the descriptor is incomplete, SchemaError when a schema is none */
  constructor(link: BrokerLink, descriptor: ConsumedQueue, handlers: Readonly<Record<string, AnyHandler>>) {
    this.#link = link;
    this.#descriptor = descriptor;
    const routes = Object.entries(descriptor.messages).map(
      ([name, { message, reads, replies, retry }]): [string, Route] => {
        const handler = handlers[name];
        if (handler === undefined) throw new TypeError(`no handler "${name}" for queue ${descriptor.queue}`);
        const reader = compileMessageReader(message, reads);
        const respond = replies === undefined ? undefined : compileResponder(link, descriptor.queue, replies);
        // Handlers may be the methods of an object.
        return [
          message.name,
          { reader, handler: handler.bind(handlers), respond, ladder: descriptor.retry && (retry ?? descriptor.retry) },
        ];
      },
    );
    this.#routes = new Map(routes);
  }

  /** Never rejects: a fault of our own is a transient failure like any other. */
  async judge(delivery: TransportDelivery, abort: AbortController): Promise<Judged> {
    try {
      return await this.#judge(delivery, abort);
    } catch {
      return this.#failed(delivery, { class: "transient", reason: "internal-fault" });
    }
  }

  async #judge(delivery: TransportDelivery, abort: AbortController): Promise<Judged> {
    const { queue } = this.#descriptor;
    const { limits, timeouts } = this.#link.settings;
    const read = readDelivery(delivery, queue, this.#routes, limits);
    if (!read.ok) return this.#failed(delivery, read);
    const { route, envelope, payload } = read;
    const told = { envelope, payload, readAs: route.reader.highest };
    const limit = { timeoutMs: timeouts.handler, clock: this.#link.transport.clock };
    let failure: FailureFacts | undefined;
    try {
      const returned = await runHandler(route.handler, payload, envelope, limit, abort);
      const { replyTo } = delivery.properties;
      // Given up by now, the request has gone back to its queue, and whoever takes it there answers it.
      if (!abort.signal.aborted) failure = await route.respond?.(returned, { envelope, replyTo });
    } catch (thrown) {
      failure = masked(failureOf(thrown, route.ladder), delivery, route.reader, envelope.version);
    }
    if (failure === undefined) return { disposition: { action: "ack" }, ...told };
    return { ...this.#failed(delivery, failure), ...told };
  }

  #failed({ headers, properties }: TransportDelivery, failure: FailureFacts): Judged {
    const ladder = this.#routes.get(properties.type ?? "")?.ladder ?? this.#descriptor.retry;
    const since = timeHeader(headers, failure.class === "throttled" ? HEADER.throttledSince : HEADER.newerSince);
    const disposition = dispose(failure, ladder, {
      attempt: countHeader(headers, HEADER.attempt) ?? 1,
      waited: since === undefined ? 0 : Math.max(0, this.#link.transport.clock.now() - since),
      patience: this.#link.settings.timeouts.patience,
    });
    return { disposition };
  }
}

/**
 * A failure without this payload's personal values. The body is read again for it: the handler has had the payload in its hands
 * and may have changed it. Where that fails nothing of the handler's words is kept.
 */
function masked(
  failure: FailureFacts,
  { body }: TransportDelivery,
  reader: MessageReader,
  version: number,
): FailureFacts {
  const mask = (text: string): string => {
    try {
      const original = JSON.parse(body.toString("utf8")) as JsonValue;
      const read = reader.read(version, original);
      const once = maskPersonal(reader.location(version) ?? true, text, original);
      return read.ok ? maskPersonal(reader.location(reader.highest) ?? true, once, read.payload) : once;
    } catch {
      return "";
    }
  };
  const { detail, reason } = failure;
  return { ...failure, reason: mask(reason) || failure.class, ...(detail ? { detail: mask(detail) } : {}) };
}
