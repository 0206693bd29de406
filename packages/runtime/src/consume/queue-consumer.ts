import type { BrokerLink } from "../broker.js";
import type { Clock } from "../clock.js";
import { believable } from "../message/believable.js";
import type { ConsumedQueue } from "../message/descriptor.js";
import { attemptOf, HEADER, timeHeader } from "../message/headers.js";
import type { Subscription, SubscriptionState, TransportDelivery } from "../transport/transport.js";
import { CircuitBreaker } from "./circuit-breaker.js";
import { DeliveryJudge, type Judged, type Settled } from "./delivery-judge.js";
import type { SettledDisposition } from "./disposition.js";
import { drainQueue, type QueueDrain } from "./drain-queue.js";
import type { HandlerPlan } from "./handler-plan.js";
import type { Handling } from "./handling.js";
import { InFlight, type Work } from "./in-flight.js";
import { OverdueGuard } from "./overdue-guard.js";
import { settle } from "./settle.js";
import { type OnExhausted, tellExhausted } from "./tell-exhausted.js";
import { tellParked, tellSettled } from "./tell-settled.js";
import { WaysOfHandling } from "./ways-of-handling.js";

export interface QueueConsumerOptions {
  readonly link: BrokerLink;
  readonly descriptor: ConsumedQueue;
  readonly plans: Readonly<Record<string, HandlerPlan>>;
  readonly prefetch: number;
  readonly concurrency?: number;
  readonly onExhausted?: OnExhausted;
}

/** Consumes one queue and owns what is in flight. Nothing that a message or a handler does escapes it. */
export class QueueConsumer implements Handling {
  readonly judge: DeliveryJudge;
  readonly #options: QueueConsumerOptions;
  readonly #inFlight = new InFlight();
  readonly #guard: OverdueGuard;
  readonly #ways: WaysOfHandling;
  readonly #circuit: CircuitBreaker;
  /** Fires when nothing new shall be taken. */
  readonly #stopping = new AbortController();
  /** Fires when the drain's time is up. */
  readonly #late = new AbortController();
  #starting: Promise<Subscription> | undefined;
  #subscription: Subscription | undefined;
  #drained: Promise<QueueDrain> | undefined;
  /** The broker hands out nothing more, so what is handed back does not come again. */
  #isCancelled = false;

  /** @throws ContractError `configuration` when the descriptor is incomplete, SchemaError when a schema is none */
  constructor(options: QueueConsumerOptions) {
    const { link, descriptor, plans } = options;
    const { clock } = link.transport;
    const { consumerTimeout } = link.settings.timeouts;
    this.#options = options;
    this.judge = new DeliveryJudge(link, descriptor, plans);
    this.#guard = new OverdueGuard(clock, this.#inFlight, consumerTimeout, (work) => {
      this.giveUp(work, "consumer-timeout");
    });
    this.#circuit = new CircuitBreaker({
      ...link.settings.circuit,
      clock,
      rest: () => void this.#subscribed((subscription) => subscription.rest()),
      resume: () => void this.#subscribed((subscription) => subscription.resume()),
      trust: () => this.#subscription?.trust(),
      onState: (state, told) => link.observe({ type: "circuit", queue: this.queue, state, ...told }),
    });
    this.#ways = new WaysOfHandling(this, { ...options, comesAlone: () => this.state === "quarantine" });
  }

  get queue(): string {
    return this.#options.descriptor.queue;
  }

  get state(): SubscriptionState {
    return this.#subscription?.state ?? "lost";
  }

  get clock(): Clock {
    return this.#options.link.transport.clock;
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
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
      onState: (state, reason) => this.#entered(state, reason),
    });
    this.#subscription = await this.#starting;
  }

  /**
   * Takes nothing new, hands back what has not begun, waits for the rest, hands back what does not end in time. A second call may
   * shorten the time.
   */
  close(deadlineMs: number): Promise<QueueDrain> {
    const timer = setTimeout(() => this.#late.abort(), deadlineMs);
    this.#drained ??= this.#drain();
    return this.#drained.finally(() => clearTimeout(timer));
  }

  acknowledge(work: Work, judged: Settled, as: TransportDelivery = work.delivery): void {
    // Given up while its handler was still at it: somebody else has the message now.
    if (work.isOver) return;
    this.#circuit.succeeded();
    const outcome = as.ack() ? "ack" : "stale";
    tellSettled(this.#options.link, this.queue, as, outcome, judged);
    work.end(outcome);
  }

  async finish(work: Work, judged: Settled, as: TransportDelivery = work.delivery): Promise<void> {
    const { link, onExhausted } = this.#options;
    // Given up while its handler was still at it: somebody else has the message now.
    if (work.isOver) return;
    const disposition = work.isCounted ? judged.disposition : this.#toldCircuit(work, as, judged);
    const settled = { ...judged, disposition };
    await tellExhausted(link, this.queue, settled, onExhausted);
    if (work.isOver) return;
    const outcome = await settle(link, this.queue, as, disposition, work.givenUp);
    if (work.isOver) return;
    tellSettled(link, this.queue, as, outcome, settled);
    work.end(outcome);
  }

  /** True for a delivery that went back to its queue. An instance queue goes with its connection: nothing goes back to it. */
  giveUp(work: Work, reason: string): boolean {
    if (work.isOver) return false;
    const { link, descriptor } = this.#options;
    const { delivery } = work;
    const disposition: SettledDisposition = { action: "drop", failure: { class: "transient", reason } };
    const isBack = descriptor.retry !== undefined;
    const mayBeTheCause = reason === "internal-fault" || reason === "consumer-timeout";
    const outcome = (isBack ? delivery.requeue(mayBeTheCause) : delivery.ack())
      ? isBack
        ? "requeue"
        : "dropped"
      : "stale";
    tellSettled(link, this.queue, delivery, outcome, { disposition });
    work.giveUp(outcome, new Error(`this delivery was given up: ${reason}`));
    return outcome === "requeue";
  }

  countFailure(work: Work, { disposition }: Judged): boolean {
    if (disposition.action === "ack" || disposition.failure.class !== "transient") return false;
    if (disposition.failure.reason === "internal-fault") return false;
    work.isCounted = true;
    return this.#circuit.failed(work.delivery.properties.messageId, work.run);
  }

  parked(work: Work, as: TransportDelivery, judged: Judged): void {
    // It goes on where it is, and counts all the same: an ordered queue may never settle one that fails.
    if (!work.isCounted) this.countFailure(work, judged);
    tellParked(this.#options.link, this.queue, as, judged);
    as.survived();
  }

  /** From the first on, so that they come again in this order. */
  rested(): void {
    if (!this.#isCancelled) return;
    for (const work of this.#inFlight.works()) if (!work.isBusy()) this.giveUp(work, "closing");
  }

  async #drain(): Promise<QueueDrain> {
    const report = await drainQueue({
      inFlight: this.#inFlight,
      late: this.#late.signal,
      stop: () => this.#stop(),
      giveUpAll: () => {
        for (const work of this.#inFlight.works()) this.giveUp(work, "closing");
      },
    });
    this.#guard.end();
    await this.#subscription?.close();
    return report;
  }

  async #stop(): Promise<void> {
    this.#stopping.abort();
    this.#circuit.end();
    this.#ways.stop();
    await this.#starting?.catch(() => undefined);
    await this.#subscription?.cancel();
    this.#isCancelled = true;
    this.rested();
  }

  /**
   * Tells the circuit breaker, and spares the attempt of a message that was only a trial: an outage that lasts must not end in the
   * dead-letter queue one trial after another. A rejected message was handled: its handler came to a decision. What could not be
   * read, or has to wait, says nothing.
   */
  #toldCircuit(work: Work, as: TransportDelivery, judged: Settled): SettledDisposition {
    const { disposition } = judged;
    if (disposition.action === "ack" || disposition.failure.class === "permanent") {
      this.#circuit.succeeded();
      return disposition;
    }
    return this.countFailure(work, judged) ? this.#spared(as, disposition) : disposition;
  }

  /** Once more as the same attempt, after its step; not for longer than a message may be throttled. */
  #spared({ headers }: TransportDelivery, disposition: SettledDisposition): SettledDisposition {
    const { descriptor, link } = this.#options;
    const step = disposition.action === "retry" ? disposition.step : descriptor.retry?.steps.at(-1);
    if (disposition.action === "ack" || step === undefined) return disposition;
    const since = timeHeader(headers, HEADER.firstFailure);
    if (since !== undefined && this.clock.now() - since > link.settings.timeouts.patience) return disposition;
    return { action: "retry", step, attempt: attemptOf(headers), failure: disposition.failure };
  }

  /** Once it is subscribed: the first deliveries come before that is known. */
  async #subscribed(run: (subscription: Subscription) => Promise<void>): Promise<void> {
    const subscription = await this.#starting?.catch(() => undefined);
    if (subscription !== undefined) await run(subscription);
  }

  #entered(state: SubscriptionState, reason: string | undefined): void {
    const { link } = this.#options;
    link.observe({ type: "subscription", queue: this.queue, state, ...(reason === undefined ? {} : { reason }) });
    if (state !== "lost") return;
    // What waits here comes again; what is being handled comes to its end by itself, and settles nothing.
    for (const work of this.#inFlight.works()) {
      if (!work.isBusy() && !work.delivery.isLive()) this.giveUp(work, "channel-lost");
    }
    this.#ways.lost();
  }

  #take(delivery: TransportDelivery): void {
    const work = this.#inFlight.add(delivery, this.#options.link.transport.clock.now());
    this.#guard.watch();
    try {
      this.#dispatch(work);
    } catch {
      // A fault of ours must not end the process, nor lose the message: its queue's delivery limit bounds the rounds.
      this.giveUp(work, "internal-fault");
    }
  }

  #dispatch(work: Work): void {
    const read = this.judge.read(work.delivery);
    if (read.ok) {
      this.#ways.take(work, read);
    } else if (!this.isStopping) {
      // While stopping it goes back with the rest.
      work.isBusy = () => true;
      this.finish(work, read.judged).catch(() => this.giveUp(work, "internal-fault"));
    }
  }
}
