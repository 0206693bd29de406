import type { JsonValue } from "@insaka/schema";
import { maskPersonal } from "@insaka/schema";
import type { BrokerLink } from "../broker.js";
import type { ConsumedQueue } from "../message/descriptor.js";
import type { Envelope } from "../message/envelope.js";
import { countHeader, HEADER, timeHeader } from "../message/headers.js";
import { compileMessageReader, type MessageReader } from "../message/message-reader.js";
import { type ReadableDelivery, readDelivery } from "../message/read-delivery.js";
import { runCausedBy } from "../message/trace.js";
import type { TransportDelivery } from "../transport/transport.js";
import { compileResponder, type Responder } from "./compile-responder.js";
import { Deadlines } from "./deadlines.js";
import { type Disposition, dispose, type FailureFacts, failureOf } from "./disposition.js";
import type { AnyHandler } from "./handler.js";
import type { HandlerAbort } from "./handler-abort.js";
import { HandedOver, runHandler } from "./run-handler.js";

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
}

/** Decides what becomes of the deliveries of one queue: decode, validate, upcast, handle. */
export class DeliveryJudge {
  readonly #link: BrokerLink;
  readonly #descriptor: ConsumedQueue;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #deadlines: Deadlines;

  /** @throws ContractError `configuration` when the descriptor is incomplete, SchemaError when a schema is none */
  constructor(link: BrokerLink, descriptor: ConsumedQueue, handlers: Readonly<Record<string, AnyHandler>>) {
    this.#link = link;
    this.#descriptor = descriptor;
    this.#deadlines = new Deadlines(link.transport.clock, link.settings.timeouts.handler);
    const routes = Object.entries(descriptor.messages).map(([name, { message, reads, replies }]): [string, Route] => {
      const handler = handlers[name];
      if (handler === undefined) throw new TypeError(`no handler "${name}" for queue ${descriptor.queue}`);
      const reader = compileMessageReader(message, reads);
      const respond = replies === undefined ? undefined : compileResponder(link, descriptor.queue, replies);
      // Handlers may be the methods of an object.
      return [message.name, { reader, handler: handler.bind(handlers), respond }];
    });
    this.#routes = new Map(routes);
  }

  /** @param done - is called once, whatever happens; must not throw. A fault of our own is a transient failure like any other. */
  judge(delivery: TransportDelivery, abort: HandlerAbort, done: (judged: Judged) => void): void {
    const read = this.#read(delivery);
    if (read.ok) this.#handle(delivery, read, abort, done);
    else done(this.#failed(delivery, read));
  }

  #handle(
    delivery: TransportDelivery,
    read: ReadableDelivery<Route>,
    abort: HandlerAbort,
    done: (judged: Judged) => void,
  ): void {
    const { route, envelope, payload } = read;
    const given = new HandedOver(payload, envelope, abort);
    const handle = (): unknown => runCausedBy(envelope, () => route.handler(given));
    const failed = (thrown: unknown): void => done(this.#thrown(delivery, read, thrown));
    runHandler(handle, this.#deadlines, abort, (end) => {
      if (!end.ok) failed(end.thrown);
      // Given up by now, the request has gone back to its queue, and whoever takes it there answers it.
      else if (route.respond === undefined || abort.isAborted) done(handled(read));
      else {
        const { replyTo } = delivery.properties;
        route.respond(end.returned, { envelope, replyTo }).then((failure) => {
          done(failure === undefined ? handled(read) : { ...handled(read), ...this.#failed(delivery, failure) });
        }, failed);
      }
    });
  }

  #read(delivery: TransportDelivery): ReadableDelivery<Route> | (FailureFacts & { readonly ok: false }) {
    try {
      return readDelivery(delivery, this.#descriptor.queue, this.#routes, this.#link.settings.limits);
    } catch {
      return { ok: false, ...INTERNAL_FAULT };
    }
  }

  #thrown(delivery: TransportDelivery, read: ReadableDelivery<Route>, thrown: unknown): Judged {
    try {
      const failure = failureOf(thrown, this.#descriptor.retry);
      const words = masked(failure, delivery, read.route.reader, read.envelope.version);
      return { ...handled(read), ...this.#failed(delivery, words) };
    } catch {
      return this.#failed(delivery, INTERNAL_FAULT);
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

const INTERNAL_FAULT: FailureFacts = { class: "transient", reason: "internal-fault" };

function handled({ envelope, payload, route }: ReadableDelivery<Route>): Judged {
  return { disposition: { action: "ack" }, envelope, payload, readAs: route.reader.highest };
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
