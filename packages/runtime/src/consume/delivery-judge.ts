import type { JsonValue } from "@insaka/schema";
import type { BrokerLink } from "../broker.js";
import type { ConsumedQueue, RetryLadder } from "../message/descriptor.js";
import type { Envelope } from "../message/envelope.js";
import { attemptOf, HEADER, timeHeader } from "../message/headers.js";
import { compileMessageReader, type MessageReader } from "../message/message-reader.js";
import { type ReadableDelivery, readDelivery } from "../message/read-delivery.js";
import { runCausedBy } from "../message/trace.js";
import type { TransportDelivery } from "../transport/transport.js";
import { compileResponder, type Responder } from "./compile-responder.js";
import { Deadlines } from "./deadlines.js";
import {
  type AgainDisposition,
  againInPlace,
  dispose,
  type FailureFacts,
  failureOf,
  type SettledDisposition,
} from "./disposition.js";
import type { AnyHandler } from "./handler.js";
import type { HandlerAbort } from "./handler-abort.js";
import type { AnyBatchHandler, HandlerPlan } from "./handler-plan.js";
import { maskFailure, type PersonalPayload } from "./mask-failure.js";
import { HandedOver, handlerResult, runHandler } from "./run-handler.js";

/** What is known of a message that was read. */
interface Told {
  readonly envelope?: Envelope;
  readonly payload?: JsonValue;
  readonly readAs?: number;
}

/** It is settled now. */
export interface Settled extends Told {
  readonly disposition: SettledDisposition;
}

/** It is tried again at once. */
export interface TriedAgain extends Told {
  readonly disposition: AgainDisposition;
}

/** What came of a delivery: enough to settle it, or to try it again, and to tell of it. */
export type Judged = Settled | TriedAgain;

export function isTriedAgain(judged: Judged): judged is TriedAgain {
  return judged.disposition.action === "again";
}

/** What becomes of the messages of one name. */
export interface Route {
  readonly reader: MessageReader;
  readonly plan: HandlerPlan;
  /** For a request: sends what the handler returns. */
  readonly respond: Responder | undefined;
  /** The message's own ladder, else the queue's. */
  readonly ladder: RetryLadder | undefined;
}

/** A delivery that its handler can be given. */
export type Readable = ReadableDelivery<Route>;

/** A readable delivery and the form in which it is judged: one that is tried again in place has the headers of its next attempt. */
export interface Judging {
  readonly readable: Readable;
  readonly delivery: TransportDelivery;
}

/** Decides what becomes of the deliveries of one queue: decode, validate, upcast, handle. */
export class DeliveryJudge {
  readonly #link: BrokerLink;
  readonly #descriptor: ConsumedQueue;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #deadlines: Deadlines;

  /** @throws ContractError `configuration` when the descriptor is incomplete, SchemaError when a schema is none */
  constructor(link: BrokerLink, descriptor: ConsumedQueue, plans: Readonly<Record<string, HandlerPlan>>) {
    this.#link = link;
    this.#descriptor = descriptor;
    this.#deadlines = new Deadlines(link.transport.clock, link.settings.timeouts.handler);
    const routes = Object.entries(descriptor.messages).map(
      ([name, { message, reads, replies, retry }]): [string, Route] => {
        const plan = plans[name];
        if (plan === undefined) throw new TypeError(`no handler "${name}" for queue ${descriptor.queue}`);
        const reader = compileMessageReader(message, reads);
        const respond = replies === undefined ? undefined : compileResponder(link, descriptor.queue, replies);
        const ladder = descriptor.retry && (retry ?? descriptor.retry);
        return [message.name, { reader, plan, respond, ladder }];
      },
    );
    this.#routes = new Map(routes);
  }

  get routes(): readonly Route[] {
    return [...this.#routes.values()];
  }

  /** Never throws: a fault of our own is a transient failure like any other. */
  read(delivery: TransportDelivery): Readable | { readonly ok: false; readonly judged: Settled } {
    try {
      const read = readDelivery(delivery, this.#descriptor.queue, this.#routes, this.#link.settings.limits);
      return read.ok ? read : { ok: false, judged: this.#failed(delivery, read) };
    } catch {
      return { ok: false, judged: this.#failed(delivery, INTERNAL_FAULT) };
    }
  }

  /**
   * Hands one message to its handler.
   *
   * @param done - is called once, whatever happens, and at once where the handler is no async function; must not throw
   */
  handle(judging: Judging, handle: AnyHandler, abort: HandlerAbort, done: (judged: Judged) => void): void {
    const { readable, delivery } = judging;
    const { route, envelope } = readable;
    const given = new HandedOver(readable, abort);
    const failed = (failure: FailureFacts): void => done(this.#fail(judging, failure, [judging]));
    const thrown = (by: unknown): void => failed(failureOf(by, route.ladder));
    const run = (): unknown => runCausedBy(envelope, () => handle(given));
    runHandler(run, this.#deadlines, abort, (end) => {
      if (!end.ok) thrown(end.thrown);
      // Given up by now, the request has gone back to its queue, and whoever takes it there answers it.
      else if (abort.isAborted || route.respond === undefined) done(handled(readable));
      else {
        const request = { envelope, replyTo: delivery.properties.replyTo };
        route.respond(end.returned, request).then((failure) => {
          if (failure === undefined) done(handled(readable));
          else failed(failure);
        }, thrown);
      }
    });
  }

  /** The same for who awaits it. Never rejects. */
  handled(judging: Judging, handle: AnyHandler, abort: HandlerAbort): Promise<Judged> {
    return new Promise((resolve) => this.handle(judging, handle, abort, resolve));
  }

  /** Hands several messages to their handler; what came of each, in their order. Never rejects. */
  async handleBatch(
    judgings: readonly Judging[],
    handle: AnyBatchHandler,
    abort: HandlerAbort,
  ): Promise<readonly Judged[]> {
    const marks = new Map<number, unknown>();
    const deliveries = judgings.map(({ readable }, index) =>
      Object.assign(new HandedOver(readable, abort), {
        fail: (reason: unknown): void => void marks.set(index, reason),
      }),
    );
    let thrown: { readonly by: unknown } | undefined;
    try {
      await handlerResult(() => handle(deliveries), this.#deadlines, abort);
    } catch (reason) {
      thrown = { by: reason };
    }
    return judgings.map((judging, index) => {
      const failed = marks.has(index) ? { by: marks.get(index) } : thrown;
      if (failed === undefined) return handled(judging.readable);
      return this.#fail(judging, failureOf(failed.by, judging.readable.route.ladder), judgings);
    });
  }

  /** The failure of a message that was read. `payloads` are those that its handler may have quoted. */
  #fail({ readable, delivery }: Judging, failure: FailureFacts, payloads: readonly Judging[]): Judged {
    try {
      const masked = maskFailure(failure, payloads.map(personal));
      const again = againInPlace(masked, readable.route.ladder, attemptOf(delivery.headers));
      if (again !== undefined) return { ...handled(readable), disposition: again };
      return { ...handled(readable), ...this.#failed(delivery, masked) };
    } catch {
      return { ...handled(readable), ...this.#failed(delivery, INTERNAL_FAULT) };
    }
  }

  #failed(delivery: TransportDelivery, failure: FailureFacts): Settled {
    const { headers, properties } = delivery;
    const ladder = this.#routes.get(properties.type ?? "")?.ladder ?? this.#descriptor.retry;
    const since = timeHeader(headers, failure.class === "throttled" ? HEADER.throttledSince : HEADER.newerSince);
    const disposition = dispose(failure, ladder, {
      attempt: attemptOf(headers),
      waited: since === undefined ? 0 : Math.max(0, this.#link.transport.clock.now() - since),
      patience: this.#link.settings.timeouts.patience,
    });
    return { disposition };
  }
}

const INTERNAL_FAULT: FailureFacts = { class: "transient", reason: "internal-fault" };

function handled({ envelope, payload, route }: Readable): Settled {
  return { disposition: { action: "ack" }, envelope, payload, readAs: route.reader.highest };
}

function personal({ delivery, readable }: Judging): PersonalPayload {
  return { body: delivery.body, reader: readable.route.reader, version: readable.envelope.version };
}
