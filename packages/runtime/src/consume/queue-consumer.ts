import type { BrokerLink } from "../broker.js";
import { believable } from "../message/believable.js";
import type { ConsumedQueue } from "../message/descriptor.js";
import type { Subscription, SubscriptionState, TransportDelivery } from "../transport/transport.js";
import { DeliveryJudge } from "./delivery-judge.js";
import type { Disposition } from "./disposition.js";
import { drainQueue, type QueueDrain } from "./drain-queue.js";
import type { AnyHandler } from "./handler.js";
import { InFlight } from "./in-flight.js";
import { settle } from "./settle.js";
import { type OnExhausted, tellExhausted } from "./tell-exhausted.js";
import { tellSettled } from "./tell-settled.js";
import { tryInPlace } from "./try-in-place.js";

export interface QueueConsumerOptions {
  readonly link: BrokerLink;
  readonly descriptor: ConsumedQueue;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
  readonly prefetch: number;
  readonly onExhausted?: OnExhausted;
}

/** Consumes one queue and owns what is in flight. Nothing that a message or a handler does escapes it. */
export class QueueConsumer {
  readonly #options: QueueConsumerOptions;
  readonly #judge: DeliveryJudge;
  readonly #inFlight = new InFlight();
  /** Fires when nothing new shall be taken. */
  readonly #stopping = new AbortController();
  /** Fires when the drain's time is up. */
  readonly #late = new AbortController();
  /** Fires when what is left has been handed back. */
  readonly #closing = new AbortController();
  #starting: Promise<Subscription> | undefined;
  #subscription: Subscription | undefined;
  #drained: Promise<QueueDrain> | undefined;

  /** @throws ContractError `configuration` when the descriptor is incomplete, SchemaError when a schema is none */
  constructor(options: QueueConsumerOptions) {
    this.#options = options;
    this.#judge = new DeliveryJudge(options.link, options.descriptor, options.handlers);
  }

  get queue(): string {
    return this.#options.descriptor.queue;
  }

  get state(): SubscriptionState {
    return this.#subscription?.state ?? "lost";
  }

  async start(): Promise<void> {
    const { link, prefetch, descriptor } = this.#options;
    const { bindings } = descriptor;
    this.#starting = link.transport.subscribe({
      queue: this.queue,
      ...(bindings === undefined ? {} : { instance: { bindings } }),
      prefetch,
      signal: this.#stopping.signal,
      onDelivery: (delivery) => this.#take(believable(delivery)),
      onState: (state, reason) =>
        link.observe({ type: "subscription", queue: this.queue, state, ...(reason === undefined ? {} : { reason }) }),
    });
    this.#subscription = await this.#starting;
  }

  /** Takes nothing new, waits for what is in flight, hands back what does not end in time. A second call may shorten the time. */
  close(deadlineMs: number): Promise<QueueDrain> {
    const timer = setTimeout(() => this.#late.abort(), deadlineMs);
    this.#drained ??= this.#drain();
    return this.#drained.finally(() => clearTimeout(timer));
  }

  async #drain(): Promise<QueueDrain> {
    const report = await drainQueue({
      inFlight: this.#inFlight,
      late: this.#late.signal,
      stop: () => this.#stop(),
      giveUp: ({ delivery }) => this.#giveUp(delivery, "closing"),
      closing: () => this.#closing.abort(),
    });
    await this.#subscription?.close();
    return report;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    await this.#starting?.catch(() => undefined);
    await this.#subscription?.cancel();
  }

  /** True for a delivery that went back to its queue. An instance queue goes with its connection: nothing goes back to it. */
  #giveUp(delivery: TransportDelivery, reason: string): boolean {
    const { link, descriptor } = this.#options;
    if (descriptor.retry !== undefined) {
      const isBack = delivery.requeue();
      if (isBack) tellSettled(link, this.queue, delivery, "requeue");
      return isBack;
    }
    const disposition: Disposition = { action: "drop", failure: { class: "transient", reason } };
    if (delivery.ack()) tellSettled(link, this.queue, delivery, "dropped", { disposition });
    return false;
  }

  #take(delivery: TransportDelivery): void {
    this.#inFlight.add(delivery, (abort) =>
      // A fault of ours must not end the process, nor lose the message: its queue's delivery limit bounds the rounds.
      this.#process(delivery, abort).catch(() => void this.#giveUp(delivery, "internal-fault")),
    );
  }

  async #process(delivery: TransportDelivery, abort: AbortController): Promise<void> {
    const { link, onExhausted } = this.#options;
    const { judged, delivery: last } = await tryInPlace(link, this.queue, this.#judge, delivery, abort);
    // Handed back at the drain's deadline while its handler was still at it: somebody else has the message now.
    if (this.#closing.signal.aborted) return;
    await tellExhausted(link, this.queue, judged, onExhausted);
    const outcome = await settle(link, this.queue, last, judged.disposition, this.#closing.signal);
    if (outcome === "stale" && this.#closing.signal.aborted) return;
    tellSettled(link, this.queue, last, outcome, judged);
  }
}
