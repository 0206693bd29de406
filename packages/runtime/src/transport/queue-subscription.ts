import { ContractError } from "../contract-error.js";
import { lossCause } from "./channel-error.js";
import { type DeliveryHolder, LiveDelivery } from "./live-delivery.js";
import { type Starvation, StarvationWatch } from "./starvation-watch.js";
import type {
  QueueBinding,
  QueuedMessage,
  SubscribeOptions,
  Subscription,
  SubscriptionState,
  TransportDelivery,
} from "./transport.js";
import type { Trouble } from "./trouble.js";
import { goesOn } from "./trouble.js";

/** A channel with one consumer on it, in a broker's own words. `M` is a message as that broker hands it over. */
export interface ConsumeChannel<M> {
  /** Declares a queue that is exclusive to the connection and gone with it. */
  declareInstance(queue: string, bindings: readonly QueueBinding[]): Promise<void>;
  /** Begins to consume; `null` tells that the broker has cancelled the consumer. */
  consume(queue: string, prefetch: number, onMessage: (message: M | null) => void): Promise<void>;
  /** Ends the consumer and leaves the channel, on which what is in flight can still be settled. */
  cancel(): Promise<void>;
  read(message: M): QueuedMessage;
  /** True for a message of which nothing but its body can be read, so that nobody can judge it. */
  isUnreadable(message: M): boolean;
  /** The three throw on a channel that is closed. */
  ack(message: M): void;
  /** Back into its queue; where it may be the cause of a fault, so that its delivery count rises. */
  requeue(message: M, mayBeTheCause: boolean): void;
  reject(message: M): void;
  /** Why it closed, where that is known. */
  readonly fault: unknown;
  onClosed(told: () => void): void;
  /** Waits for its end and never rejects. */
  close(): Promise<void>;
}

/** What a subscription needs of its transport. */
export interface ConsumeChannels<M> {
  /** Opens a channel on the living connection. `ended` rejects when nobody waits for it any more. */
  open(ended: Promise<never>): Promise<ConsumeChannel<M>>;
  /** Waits before the next attempt to subscribe again, 0 for the first, or until the signal fires. */
  beforeAttempt(attempt: number, signal: AbortSignal): Promise<void>;
  /** Absent where nobody starves: whoever is subscribed gets all there is. */
  readonly starvation?: Starvation;
  /** One that lives shorter, in milliseconds, counts as one more failed attempt, so that the pauses go on growing. */
  readonly steadyAfter: number;
  reasonText(reason: unknown): string;
  /** The caller's error when the first attempt fails. */
  refusal(queue: string, reason: unknown): ContractError;
}

/**
 * One consumed queue: a channel of its own, opened again after any loss, each time with a new epoch.
 *
 * A subscription begins in quarantine, with prefetch 1, until a delivery that was not redelivered has been settled. A message
 * that kills the process then comes back alone; with a full prefetch every neighbour's delivery count would rise with it until
 * all of them are dead letters (measured: 20 instead of 1).
 */
export class QueueSubscription<M> implements Subscription {
  readonly #channels: ConsumeChannels<M>;
  readonly #options: SubscribeOptions;
  readonly #all: Set<QueueSubscription<M>>;
  readonly #ending = new AbortController();
  #channel: ConsumeChannel<M> | undefined;
  #epoch = 0;
  #state: SubscriptionState = "lost";
  #opening: Promise<void> | undefined;
  /** What goes on beside a kept delivery is on its way. */
  #isPassing = false;
  #trouble: Trouble | undefined;
  #isResting = false;
  /** In quarantine until somebody says otherwise, and not only until a delivery is settled. */
  #isOnProbation = false;
  #turning: Promise<void> = Promise.resolve();
  /** Failed attempts in a row. */
  #attempt = 0;
  #openedAt = 0;
  /** The prefetch of the consumer that there is, and the deliveries of its channel that are not settled. */
  #width = 0;
  #unsettled = 0;
  readonly #watch: StarvationWatch | undefined;
  readonly #holder: DeliveryHolder<M> = {
    isLive: ({ channel, epoch }) => this.#epoch === epoch && this.#channel === channel,
    ack: ({ channel, epoch, message }, redelivered) => {
      const whole = this.#channel;
      const isOver = this.#state === "quarantine" && !redelivered && !this.#isOnProbation;
      if (!isOver || whole === undefined) channel.ack(message);
      else this.#widen(whole, epoch, message);
    },
    survived: ({ epoch }, redelivered) => {
      if (this.#state !== "quarantine" || this.#channel === undefined) return;
      this.#letPass(this.#channel, epoch, redelivered || this.#isOnProbation);
    },
    settled: () => {
      this.#unsettled -= 1;
      this.#watch?.moved();
    },
  };

  /** @param all - the subscriptions of a transport, of which this one is a member from its start to its end */
  constructor(channels: ConsumeChannels<M>, options: SubscribeOptions, all: Set<QueueSubscription<M>> = new Set()) {
    this.#channels = channels;
    this.#all = all;
    this.#options = options;
    options.signal.addEventListener("abort", () => this.#ending.abort(), { once: true });
    const { starvation } = channels;
    if (starvation === undefined) return;
    this.#watch = new StarvationWatch({
      ...starvation,
      queue: options.queue,
      room: () => (this.#isConsuming ? this.#width - this.#unsettled : 0),
      onStarved: (reason) => this.#starved(reason),
      onFed: () => this.#options.onState(this.#state),
    });
    this.#ending.signal.addEventListener("abort", () => this.#watch?.end(), { once: true });
  }

  get state(): SubscriptionState {
    return this.#watch?.trouble !== undefined && this.#isConsuming ? "starved" : this.#state;
  }

  get trouble(): Trouble | undefined {
    return this.#trouble ?? (this.state === "starved" ? this.#watch?.trouble : undefined);
  }

  get #isConsuming(): boolean {
    return this.#state === "active" || this.#state === "quarantine";
  }

  /** Subscribes for the first time; what the broker refuses then is the caller's error, not a reason to try for ever. */
  async start(): Promise<void> {
    this.#all.add(this);
    try {
      await this.#open();
    } catch (error) {
      this.#enter("closed");
      throw this.#channels.refusal(this.#options.queue, error);
    }
  }

  rest(): Promise<void> {
    if (this.#isResting || this.#state === "closed") return Promise.resolve();
    this.#isResting = true;
    if (this.#state !== "lost") this.#enter("resting");
    return this.#turn(async () => {
      await this.#opening?.catch(() => undefined);
      if (this.#channel === undefined || this.#ending.signal.aborted) return;
      await this.#channel.cancel();
      // A turn before this one may have begun to consume; whoever wants that again has a turn after it.
      if (this.#isConsuming) this.#enter("resting");
    });
  }

  resume(): Promise<void> {
    if (!this.#isResting) return Promise.resolve();
    this.#isResting = false;
    this.#isOnProbation = true;
    return this.#turn(async () => {
      const channel = this.#channel;
      // Where the channel was lost meanwhile, whoever opens the next one consumes on it.
      if (channel === undefined || this.#state !== "resting" || !this.#mayConsume) return;
      this.#enter("quarantine");
      await this.#consume(channel, this.#epoch, 1);
    });
  }

  trust(): void {
    this.#isOnProbation = false;
  }

  get #mayConsume(): boolean {
    return !this.#isResting && !this.#ending.signal.aborted;
  }

  /**
   * One after the other: two that cancelled and consumed at once would leave two consumers on one channel. A channel that dies on the
   * way subscribes again by its end; one that lives and has no consumer is ended.
   */
  #turn(run: () => Promise<void>): Promise<void> {
    const channel = this.#channel;
    this.#turning = this.#turning.then(run).catch(() => void channel?.close());
    return this.#turning;
  }

  async cancel(): Promise<void> {
    this.#ending.abort();
    // A consumer that is just being made must not come alive behind the cancel.
    await Promise.allSettled([this.#opening, this.#turning]);
    // The channel may be gone already; then there is nothing to cancel.
    await this.#channel?.cancel().catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#ending.abort();
    const channel = this.#channel;
    this.#channel = undefined;
    this.#enter("closed");
    await channel?.close();
  }

  #open(): Promise<void> {
    this.#opening = this.#openChannel();
    return this.#opening;
  }

  async #openChannel(): Promise<void> {
    const channel = await this.#openOrEnd();
    const epoch = this.#epoch + 1;
    this.#epoch = epoch;
    this.#channel = channel;
    this.#unsettled = 0;
    let subscribed = false;
    let closed = false;
    channel.onClosed(() => {
      closed = true;
      // Before that whoever opens the channel is told by the rejection, and has to try again: once, not twice.
      if (subscribed) this.#lose(channel);
    });
    const { queue, instance, prefetch } = this.#options;
    try {
      if (this.#ending.signal.aborted) throw endedError(queue);
      // After a loss the broker may hold the old one for a moment; then the declare is tried again.
      if (instance !== undefined) await channel.declareInstance(queue, instance.bindings);
      if (!this.#isResting) await this.#consume(channel, epoch, this.#beginsWide ? prefetch : 1);
      if (closed) throw new Error("the channel was closed as soon as it was opened");
    } catch (error) {
      if (this.#channel === channel) this.#channel = undefined;
      await channel.close();
      throw channel.fault ?? error;
    }
    subscribed = true;
    this.#openedAt = Date.now();
    if (this.#isResting) this.#enter("resting");
    else this.#enter(this.#beginsWide ? "active" : "quarantine");
  }

  /**
   * So that nothing waits for a connection on behalf of a subscription that has ended. Each attempt has a promise of its own: one
   * that lives as long as the subscription would keep every connection that it was ever raced against.
   */
  async #openOrEnd(): Promise<ConsumeChannel<M>> {
    const { signal } = this.#ending;
    let end: () => void = () => undefined;
    const ended = new Promise<never>((_, reject) => {
      end = () => reject(endedError(this.#options.queue));
    });
    // Nobody may be waiting when it ends.
    ended.catch(() => undefined);
    if (signal.aborted) end();
    signal.addEventListener("abort", end, { once: true });
    try {
      return await this.#channels.open(ended);
    } finally {
      signal.removeEventListener("abort", end);
    }
  }

  /** What lay in an instance queue went with its connection: no message can come back to it. */
  get #beginsWide(): boolean {
    return this.#options.instance !== undefined && !this.#isOnProbation;
  }

  #consume(channel: ConsumeChannel<M>, epoch: number, prefetch: number): Promise<void> {
    this.#width = prefetch;
    return channel.consume(this.#options.queue, prefetch, (message) => {
      if (message === null) this.#cancelled(channel);
      else if (channel.isUnreadable(message)) this.#refuse(channel, message);
      else this.#options.onDelivery(this.#delivery(channel, epoch, message));
    });
  }

  /** Leaves it to the broker to dead-letter the message: it keeps what we cannot read, and so cannot write again. */
  #refuse(channel: ConsumeChannel<M>, message: M): void {
    channel.reject(message);
    this.#options.onState(this.#state, "rejected a message whose properties cannot be read");
  }

  #delivery(channel: ConsumeChannel<M>, epoch: number, message: M): TransportDelivery {
    this.#unsettled += 1;
    this.#watch?.moved();
    const queued = channel.read(message);
    return new LiveDelivery(this.#holder, { channel, epoch, message, isSettled: false }, queued, queued.headers);
  }

  /**
   * Acknowledges the delivery that ends quarantine. A prefetch counts for consumers that come after it, so the consumer is
   * cancelled and made again; the acknowledgement comes between, because with it the broker would send the next message, which
   * the cancel would overtake and put back as redelivered.
   */
  #widen(channel: ConsumeChannel<M>, epoch: number, last: M): void {
    this.#enter("active");
    if (this.#options.prefetch <= 1 || this.#ending.signal.aborted) {
      channel.ack(last);
      return;
    }
    void this.#turn(async () => {
      await channel.cancel();
      channel.ack(last);
      if (this.#mayConsume) await this.#consume(channel, epoch, this.#options.prefetch);
    });
  }

  /**
   * Goes on beside a delivery that is kept for a while. What was redelivered may be one of several, of which another may kill the
   * process: the next one comes alone as well.
   */
  #letPass(channel: ConsumeChannel<M>, epoch: number, wasRedelivered: boolean): void {
    if (this.#ending.signal.aborted || this.#isPassing) return;
    if (!wasRedelivered) this.#enter("active");
    const prefetch = wasRedelivered ? 1 : this.#options.prefetch;
    this.#isPassing = true;
    void this.#turn(async () => {
      await channel.cancel();
      if (this.#mayConsume) await this.#consume(channel, epoch, prefetch);
    }).finally(() => {
      this.#isPassing = false;
    });
  }

  /**
   * Subscribes again, where that puts nothing back that is being handled: then the broker hands out anew what it has handed out in vain,
   * and has a consumer that it cannot have forgotten.
   */
  #starved(reason: string): void {
    this.#options.onState("starved", reason);
    if (this.#unsettled === 0) void this.#channel?.close();
  }

  /** The broker cancelled the consumer: its queue was deleted or moved. Nothing else ever says so. */
  #cancelled(channel: ConsumeChannel<M>): void {
    if (this.#channel !== channel || this.#ending.signal.aborted) return;
    void channel.close();
  }

  #lose(channel: ConsumeChannel<M>): void {
    if (this.#channel !== channel) return;
    this.#channel = undefined;
    if (this.#ending.signal.aborted) return;
    this.#attempt = Date.now() - this.#openedAt < this.#channels.steadyAfter ? this.#attempt + 1 : 0;
    this.#enter("lost", channel.fault ?? this.#watch?.trouble?.reason);
    void this.#resubscribe();
  }

  async #resubscribe(): Promise<void> {
    const { signal } = this.#ending;
    for (; !signal.aborted; this.#attempt += 1) {
      await this.#channels.beforeAttempt(this.#attempt, signal);
      if (signal.aborted) return;
      try {
        return await this.#open();
      } catch (error) {
        this.#enter("lost", error);
      }
    }
  }

  #enter(state: "lost", fault: unknown): void;
  #enter(state: Exclude<SubscriptionState, "lost">): void;
  #enter(state: SubscriptionState, fault?: unknown): void {
    if (this.#state === "closed") return;
    this.#state = state;
    if (state === "closed") this.#all.delete(this);
    if (this.#isConsuming && !this.#ending.signal.aborted) this.#watch?.begin();
    else this.#watch?.end();
    const reason = state === "lost" ? this.#channels.reasonText(fault) : undefined;
    const what = `queue ${this.#options.queue}`;
    this.#trouble =
      reason === undefined ? undefined : goesOn(this.#trouble, { what, cause: lossCause(fault), reason }, Date.now());
    this.#options.onState(this.state, this.trouble?.reason);
  }
}

function endedError(queue: string): ContractError {
  return new ContractError("closed", `the subscription of "${queue}" has been ended`, { scope: "channel" });
}
