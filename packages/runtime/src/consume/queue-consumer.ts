import type { JsonValue } from "@insaka/schema";
import { maskPersonal } from "@insaka/schema";
import type { BrokerLink } from "../broker.js";
import { decode } from "../message/decode.js";
import type { QueueDescriptor } from "../message/descriptor.js";
import type { Envelope } from "../message/envelope.js";
import { readEnvelope, readOrigin } from "../message/envelope.js";
import { countHeader, HEADER, timeHeader } from "../message/headers.js";
import type { InvalidReason } from "../message/invalid-reason.js";
import type { MessageReader } from "../message/message-reader.js";
import { compileMessageReader } from "../message/message-reader.js";
import type { SettleOutcome } from "../runtime-event.js";
import type { Subscription, SubscriptionState, TransportDelivery } from "../transport/transport.js";
import type { Disposition, FailureFacts } from "./disposition.js";
import { dispose, failureOf } from "./disposition.js";
import type { Exhausted, Handler } from "./handler.js";
import { runHandler } from "./run-handler.js";
import { settle } from "./settle.js";

export interface QueueConsumerOptions {
  readonly link: BrokerLink;
  readonly descriptor: QueueDescriptor;
  readonly handlers: Readonly<Record<string, Handler<JsonValue>>>;
  readonly prefetch: number;
  readonly onExhausted?: (exhausted: Exhausted) => Promise<void> | void;
}

interface Route {
  readonly reader: MessageReader;
  readonly handler: Handler<JsonValue>;
}

/** A delivery in flight: when it will have ended, and the signal that its handler looks at. */
interface Work {
  readonly ended: Promise<void>;
  readonly abort: AbortController;
}

/** What came of looking at a delivery: enough to settle it and to tell of it. */
interface Judged {
  readonly disposition: Disposition;
  readonly envelope?: Envelope;
  readonly payload?: JsonValue;
  readonly readAs?: number;
}

/** Consumes one queue: decode, validate, upcast, handle, settle. Nothing that a message or a handler does escapes it. */
export class QueueConsumer {
  readonly #options: QueueConsumerOptions;
  readonly #routes: ReadonlyMap<string, Route>;
  readonly #inFlight = new Map<TransportDelivery, Work>();
  readonly #closing = new AbortController();
  #subscription: Subscription | undefined;

  /** @throws ContractError `configuration` when the descriptor is incomplete, SchemaError when a schema is none */
  constructor(options: QueueConsumerOptions) {
    this.#options = options;
    const routes = Object.entries(options.descriptor.messages).map(([name, { message, reads }]): [string, Route] => {
      const handler = options.handlers[name];
      if (handler === undefined) throw new TypeError(`no handler "${name}" for queue ${options.descriptor.queue}`);
      return [message.name, { reader: compileMessageReader(message, reads), handler }];
    });
    this.#routes = new Map(routes);
  }

  get queue(): string {
    return this.#options.descriptor.queue;
  }

  get state(): SubscriptionState {
    return this.#subscription?.state ?? "lost";
  }

  async start(): Promise<void> {
    const { link, prefetch } = this.#options;
    this.#subscription = await link.transport.subscribe({
      queue: this.queue,
      prefetch,
      onDelivery: (delivery) => this.#take(delivery),
      onState: (state, reason) =>
        link.observe({ type: "subscription", queue: this.queue, state, ...(reason === undefined ? {} : { reason }) }),
    });
  }

  /** Takes nothing new, waits for what is in flight, hands back what does not end in time. */
  async close(deadlineMs: number): Promise<{ finished: number; handedBack: number }> {
    const work = new Map(this.#inFlight);
    await this.#subscription?.cancel();
    // The broker may have handed out more until it saw the cancel.
    for (const [delivery, begun] of this.#inFlight) work.set(delivery, begun);
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, deadlineMs);
    });
    await Promise.race([Promise.all([...work.values()].map(({ ended }) => ended)), deadline]);
    clearTimeout(timer);
    this.#closing.abort();
    const left = new Map(this.#inFlight);
    for (const [delivery, { abort }] of left) {
      if (delivery.requeue()) this.#tell(delivery, undefined, "requeue");
      abort.abort();
    }
    await this.#subscription?.close();
    return { finished: work.size - left.size, handedBack: left.size };
  }

  #take(delivery: TransportDelivery): void {
    const abort = new AbortController();
    const ended = this.#process(delivery, abort)
      // A fault of ours must not end the process, nor lose the message: its queue's delivery limit bounds the rounds.
      .catch(() => void (delivery.requeue() && this.#tell(delivery, undefined, "requeue")))
      .finally(() => this.#inFlight.delete(delivery));
    this.#inFlight.set(delivery, { ended, abort });
  }

  async #process(delivery: TransportDelivery, abort: AbortController): Promise<void> {
    const { link, descriptor } = this.#options;
    const judged = await this.#judge(delivery, abort);
    // Handed back at the drain's deadline while its handler was still at it: somebody else has the message now.
    if (this.#closing.signal.aborted) return;
    await this.#tellExhausted(judged);
    const outcome = await settle(link, descriptor.queue, delivery, judged.disposition, this.#closing.signal);
    this.#tell(delivery, judged, outcome);
  }

  async #judge(delivery: TransportDelivery, abort: AbortController): Promise<Judged> {
    const invalid = (reason: InvalidReason, detail?: string): Judged =>
      this.#failed(delivery, { class: "invalid", reason, ...(detail === undefined ? {} : { detail }) });
    const { messageId, type } = delivery.properties;
    const version = countHeader(delivery.headers, HEADER.version);
    const route = type === undefined ? undefined : this.#routes.get(type);
    if (route === undefined) return invalid("unknown-message");
    if (messageId === undefined) return invalid("no-message-id");
    if (version === undefined) return invalid("no-version");
    const { reader } = route;
    if (version > reader.highest) {
      return this.#failed(delivery, {
        class: "newer-than-build",
        reason: "newer-than-build",
        detail: `version ${version}, this build reads up to ${reader.highest}`,
      });
    }
    if (!reader.reads.has(version)) return invalid("unknown-version", `version ${version}`);
    const decoded = decode(delivery, this.#options.link.settings.limits);
    if (!decoded.ok) return invalid(decoded.reason);
    const read = reader.read(version, decoded.value);
    if (!read.ok) return invalid(read.reason, read.detail);
    const envelope = readEnvelope(delivery, this.queue, { messageId, message: reader.name, version });
    const told = { envelope, payload: read.payload, readAs: reader.highest };
    try {
      const { handler } = this.#options.link.settings.timeouts;
      await runHandler(route.handler, read.payload, envelope, handler, abort);
      return { disposition: { action: "ack" }, ...told };
    } catch (thrown) {
      const failure = failureOf(thrown, this.#options.descriptor.retry);
      const mask = (text: string): string =>
        maskPersonal(
          reader.location(reader.highest) ?? true,
          maskPersonal(reader.location(version) ?? true, text, decoded.value),
          read.payload,
        );
      return { ...this.#failed(delivery, masked(failure, mask)), ...told };
    }
  }

  #failed(delivery: TransportDelivery, failure: FailureFacts): Judged {
    const since = timeHeader(
      delivery.headers,
      failure.class === "throttled" ? HEADER.throttledSince : HEADER.newerSince,
    );
    const disposition = dispose(failure, this.#options.descriptor.retry, {
      attempt: countHeader(delivery.headers, HEADER.attempt) ?? 1,
      waited: since === undefined ? 0 : Date.now() - since,
      patience: this.#options.link.settings.timeouts.patience,
    });
    return { disposition };
  }

  async #tellExhausted({ disposition, envelope, payload }: Judged): Promise<void> {
    const { onExhausted, link } = this.#options;
    if (onExhausted === undefined || envelope === undefined) return;
    if (disposition.action !== "dead-letter" || !disposition.exhausted) return;
    try {
      await onExhausted({ payload, envelope, reason: disposition.failure.reason });
    } catch {
      link.observe({ type: "hook-failed", queue: this.queue, messageId: envelope.messageId, hook: "onExhausted" });
    }
  }

  #tell(delivery: TransportDelivery, judged: Judged | undefined, outcome: SettleOutcome): void {
    const { headers, properties, redelivered } = delivery;
    const disposition = judged?.disposition;
    const failure = disposition === undefined || disposition.action === "ack" ? undefined : disposition.failure;
    this.#options.link.observe({
      type: "settled",
      queue: this.queue,
      message: properties.type,
      version: countHeader(headers, HEADER.version),
      readAs: judged?.readAs,
      messageId: properties.messageId,
      sender: properties.appId,
      ...readOrigin(delivery),
      attempt: countHeader(headers, HEADER.attempt) ?? 1,
      redelivered,
      outcome,
      step: disposition?.action === "retry" ? disposition.step : undefined,
      reason: failure?.reason,
      detail: failure?.detail,
    });
  }
}

function masked(failure: FailureFacts, mask: (text: string) => string): FailureFacts {
  const { reason, detail } = failure;
  return { ...failure, reason: mask(reason), ...(detail === undefined ? {} : { detail: mask(detail) }) };
}
