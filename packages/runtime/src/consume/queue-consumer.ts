import type { BrokerLink } from "../broker.js";
import { believable } from "../message/believable.js";
import type { ConsumedQueue } from "../message/descriptor.js";
import { settledEvent } from "../message/settled-event.js";
import { runCausedBy } from "../message/trace.js";
import type { SettleOutcome } from "../runtime-event.js";
import type { Subscription, SubscriptionState, TransportDelivery } from "../transport/transport.js";
import { within } from "../within.js";
import { DeliveryJudge, type Judged } from "./delivery-judge.js";
import type { Disposition } from "./disposition.js";
import type { AnyHandler, Exhausted } from "./handler.js";
import { HandlerAbort } from "./handler-abort.js";
import { settle } from "./settle.js";

export interface QueueConsumerOptions {
  readonly link: BrokerLink;
  readonly descriptor: ConsumedQueue;
  readonly handlers: Readonly<Record<string, AnyHandler>>;
  readonly prefetch: number;
  readonly onExhausted?: (exhausted: Exhausted) => Promise<void> | void;
}

/** A delivery in flight: when it will have ended, and the signal that its handler looks at. */
interface Work {
  readonly ended: Promise<void>;
  readonly abort: HandlerAbort;
}

export interface QueueDrain {
  readonly finished: number;
  readonly handedBack: number;
}

/** Consumes one queue and owns what is in flight. Nothing that a message or a handler does escapes it. */
export class QueueConsumer {
  readonly #options: QueueConsumerOptions;
  readonly #judge: DeliveryJudge;
  readonly #inFlight = new Map<TransportDelivery, Work>();
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
    const late = new Promise<void>((resolve) => {
      this.#late.signal.addEventListener("abort", () => resolve(), { once: true });
    });
    const work = new Map(this.#inFlight);
    this.#stopping.abort();
    await Promise.race([this.#stop(), late]);
    // The broker may have handed out more until it saw the cancel.
    for (const [delivery, begun] of this.#inFlight) work.set(delivery, begun);
    await Promise.race([Promise.all([...work.values()].map(({ ended }) => ended)), late]);
    this.#closing.abort();
    const left = new Map(this.#inFlight);
    let handedBack = 0;
    for (const [delivery, { abort }] of left) {
      if (this.#giveUp(delivery, "closing")) handedBack += 1;
      abort.abort();
    }
    await this.#subscription?.close();
    return { finished: work.size - left.size, handedBack };
  }

  /** True for a delivery that went back to its queue. An instance queue goes with its connection: nothing goes back to it. */
  #giveUp(delivery: TransportDelivery, reason: string): boolean {
    if (this.#options.descriptor.retry !== undefined) {
      const isBack = delivery.requeue();
      if (isBack) this.#tell(delivery, undefined, "requeue");
      return isBack;
    }
    const disposition: Disposition = { action: "drop", failure: { class: "transient", reason } };
    if (delivery.ack()) this.#tell(delivery, { disposition }, "dropped");
    return false;
  }

  async #stop(): Promise<void> {
    await this.#starting?.catch(() => undefined);
    await this.#subscription?.cancel();
  }

  #take(delivery: TransportDelivery): void {
    const abort = new HandlerAbort();
    const ended = this.#process(delivery, abort)
      // A fault of ours must not end the process, nor lose the message: its queue's delivery limit bounds the rounds.
      .catch(() => void this.#giveUp(delivery, "internal-fault"))
      .finally(() => this.#inFlight.delete(delivery));
    this.#inFlight.set(delivery, { ended, abort });
  }

  async #process(delivery: TransportDelivery, abort: HandlerAbort): Promise<void> {
    const { link, descriptor } = this.#options;
    const judged = await this.#judge.judge(delivery, abort);
    // Handed back at the drain's deadline while its handler was still at it: somebody else has the message now.
    if (this.#closing.signal.aborted) return;
    await this.#tellExhausted(judged);
    const outcome = await settle(link, descriptor.queue, delivery, judged.disposition, this.#closing.signal);
    if (outcome === "stale" && this.#closing.signal.aborted) return;
    this.#tell(delivery, judged, outcome);
  }

  async #tellExhausted({ disposition, envelope, payload }: Judged): Promise<void> {
    const { onExhausted, link } = this.#options;
    if (onExhausted === undefined || envelope === undefined) return;
    if (disposition.action !== "dead-letter" || !disposition.exhausted) return;
    const exhausted = { payload, envelope, reason: disposition.failure.reason };
    const { handler: patience } = link.settings.timeouts;
    try {
      const told = runCausedBy(envelope, async () => onExhausted(exhausted));
      await within(patience, told, () => new Error(`the hook did not return within ${patience} ms`));
    } catch {
      link.observe({ type: "hook-failed", queue: this.queue, messageId: envelope.messageId, hook: "onExhausted" });
    }
  }

  #tell(delivery: TransportDelivery, judged: Judged | undefined, outcome: SettleOutcome): void {
    if (!this.#options.link.isObserved) return;
    const disposition = judged?.disposition;
    const failure = disposition === undefined || disposition.action === "ack" ? undefined : disposition.failure;
    const facts = {
      readAs: judged?.readAs,
      step: disposition?.action === "retry" ? disposition.step : undefined,
      reason: failure?.reason,
      detail: failure?.detail,
    };
    this.#options.link.observe(settledEvent(this.queue, delivery, outcome, facts));
  }
}
