import type { JsonValue } from "@insaka/schema";
import { maskPersonal } from "@insaka/schema";
import type { BrokerLink } from "../broker.js";
import type { QueueDescriptor } from "../message/descriptor.js";
import type { Envelope } from "../message/envelope.js";
import { countHeader, HEADER, timeHeader } from "../message/headers.js";
import { compileMessageReader, type MessageReader } from "../message/message-reader.js";
import { readDelivery } from "../message/read-delivery.js";
import type { TransportDelivery } from "../transport/transport.js";
import { type Disposition, dispose, type FailureFacts, failureOf } from "./disposition.js";
import type { Handler } from "./handler.js";
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
  readonly handler: Handler<JsonValue>;
}

/** Decides what becomes of the deliveries of one queue: decode, validate, upcast, handle. */
export class DeliveryJudge {
  readonly #link: BrokerLink;
  readonly #descriptor: QueueDescriptor;
  readonly #routes: ReadonlyMap<string, Route>;

  /** @throws ContractError `configuration` when the descriptor is incomplete, SchemaError when a schema is none */
  constructor(link: BrokerLink, descriptor: QueueDescriptor, handlers: Readonly<Record<string, Handler<JsonValue>>>) {
    this.#link = link;
    this.#descriptor = descriptor;
    const routes = Object.entries(descriptor.messages).map(([name, { message, reads }]): [string, Route] => {
      const handler = handlers[name];
      if (handler === undefined) throw new TypeError(`no handler "${name}" for queue ${descriptor.queue}`);
      // Handlers may be the methods of an object.
      return [message.name, { reader: compileMessageReader(message, reads), handler: handler.bind(handlers) }];
    });
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
    const { queue, retry } = this.#descriptor;
    const { limits, timeouts } = this.#link.settings;
    const read = readDelivery(delivery, queue, this.#routes, limits);
    if (!read.ok) return this.#failed(delivery, read);
    const { route, envelope, payload } = read;
    const told = { envelope, payload, readAs: route.reader.highest };
    try {
      const limit = { timeoutMs: timeouts.handler, clock: this.#link.transport.clock };
      await runHandler(route.handler, payload, envelope, limit, abort);
      return { disposition: { action: "ack" }, ...told };
    } catch (thrown) {
      const failure = masked(failureOf(thrown, retry), delivery, route.reader, envelope.version);
      return { ...this.#failed(delivery, failure), ...told };
    }
  }

  #failed({ headers }: TransportDelivery, failure: FailureFacts): Judged {
    const since = timeHeader(headers, failure.class === "throttled" ? HEADER.throttledSince : HEADER.newerSince);
    const disposition = dispose(failure, this.#descriptor.retry, {
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
