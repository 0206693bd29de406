import type { Channel, ChannelModel, ConsumeMessage } from "amqplib";
import { IllegalOperationError } from "amqplib";
import { backoff, pause } from "../../backoff.js";
import { ContractError } from "../../contract-error.js";
import type { Settings } from "../../defaults.js";
import type { SubscribeOptions, Subscription, SubscriptionState, TransportDelivery } from "../transport.js";
import { reasonText, replyCode } from "./amqp-error.js";
import { closeQuietly } from "./close-quietly.js";
import type { ConnectionSupervisor } from "./connection-supervisor.js";
import { queuedMessage } from "./queued-message.js";

/**
 * One consumed queue: a channel of its own, opened again after any loss, each time with a new epoch.
 *
 * A subscription begins in quarantine, with prefetch 1, until a delivery that was not redelivered has been settled. A message
 * that kills the process then comes back alone; with a full prefetch every neighbour's delivery count would rise with it until
 * all of them are dead letters (measured: 20 instead of 1).
 */
export class AmqpSubscription implements Subscription {
  readonly #supervisor: ConnectionSupervisor;
  readonly #settings: Settings;
  readonly #options: SubscribeOptions;
  readonly #ending = new AbortController();
  #channel: Channel | undefined;
  #tag = "";
  #epoch = 0;
  #state: SubscriptionState = "lost";
  #opening: Promise<void> | undefined;
  #widening: Promise<void> | undefined;
  /** Rejects when the subscription is ended, so that nothing waits for a connection on its behalf. */
  readonly #ended: Promise<never>;

  constructor(supervisor: ConnectionSupervisor, settings: Settings, options: SubscribeOptions) {
    this.#supervisor = supervisor;
    this.#settings = settings;
    this.#options = options;
    this.#ended = new Promise((_, reject) => {
      this.#ending.signal.addEventListener("abort", () => reject(endedError(options.queue)), { once: true });
    });
    // Nobody may be waiting when it ends.
    this.#ended.catch(() => undefined);
    options.signal.addEventListener("abort", () => this.#ending.abort(), { once: true });
  }

  get state(): SubscriptionState {
    return this.#state;
  }

  /** Subscribes for the first time; what the broker refuses then is the caller's error, not a reason to try for ever. */
  async start(): Promise<void> {
    try {
      await this.#open();
    } catch (error) {
      this.#enter("closed");
      throw subscribeFailed(this.#options.queue, error);
    }
  }

  async cancel(): Promise<void> {
    this.#ending.abort();
    // A consumer that is just being made must not come alive behind the cancel.
    await Promise.allSettled([this.#opening, this.#widening]);
    // The channel may be gone already; then there is nothing to cancel.
    await this.#channel?.cancel(this.#tag).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.#ending.abort();
    const channel = this.#channel;
    this.#channel = undefined;
    this.#enter("closed");
    if (channel !== undefined) await closeQuietly(channel);
  }

  #open(): Promise<void> {
    this.#opening = this.#openChannel();
    return this.#opening;
  }

  async #openChannel(): Promise<void> {
    const connection = await Promise.race([this.#supervisor.ready(), this.#ended]);
    const channel = await this.#createChannel(connection);
    const epoch = this.#epoch + 1;
    this.#epoch = epoch;
    this.#channel = channel;
    let subscribed = false;
    let closed = false;
    let reason: unknown;
    channel.on("error", (error: Error) => {
      reason = error;
    });
    channel.on("close", () => {
      closed = true;
      // Before that whoever opens the channel is told by the rejection, and has to try again: once, not twice.
      if (subscribed) this.#lose(channel, reason);
    });
    try {
      if (this.#ending.signal.aborted) throw endedError(this.#options.queue);
      await this.#declareInstance(channel);
      await this.#consume(channel, epoch, this.#beginsWide ? this.#options.prefetch : 1);
      if (closed) throw new Error("the channel was closed as soon as it was opened");
    } catch (error) {
      if (this.#channel === channel) this.#channel = undefined;
      await closeQuietly(channel);
      throw reason ?? error;
    }
    subscribed = true;
    this.#enter(this.#beginsWide ? "active" : "quarantine");
  }

  /** What lay in an instance queue went with its connection: no message can come back to it. */
  get #beginsWide(): boolean {
    return this.#options.instance !== undefined;
  }

  /** Exclusive to this connection. After a loss the broker may hold the old one for a moment; then the declare is tried again. */
  async #declareInstance(channel: Channel): Promise<void> {
    const { queue, instance } = this.#options;
    if (instance === undefined) return;
    await channel.assertQueue(queue, { exclusive: true, durable: false, arguments: { "x-queue-type": "classic" } });
    for (const { exchange, routingKey } of instance.bindings) await channel.bindQueue(queue, exchange, routingKey);
  }

  async #createChannel(connection: ChannelModel): Promise<Channel> {
    try {
      return await connection.createChannel();
    } catch (error) {
      if (error instanceof IllegalOperationError) this.#supervisor.suspect(connection, error);
      throw error;
    }
  }

  async #consume(channel: Channel, epoch: number, prefetch: number): Promise<void> {
    await channel.prefetch(prefetch);
    const { consumerTag } = await channel.consume(this.#options.queue, (message) => {
      if (message === null) this.#cancelled(channel);
      else this.#options.onDelivery(this.#delivery(channel, epoch, message));
    });
    this.#tag = consumerTag;
  }

  #delivery(channel: Channel, epoch: number, message: ConsumeMessage): TransportDelivery {
    const queued = queuedMessage(message);
    const { redelivered } = queued;
    const isLive = (): boolean => this.#epoch === epoch && this.#channel === channel;
    let settled = false;
    const settle = (how: () => void): boolean => {
      // A second settle of one delivery tag is a 406 that costs the whole channel.
      if (settled || !isLive()) return false;
      settled = true;
      try {
        how();
      } catch {
        return false; // amqplib throws on a channel that has just died; the broker puts the message back by itself
      }
      return true;
    };
    return {
      ...queued,
      epoch,
      isLive,
      ack: () => {
        if (this.#state !== "quarantine" || redelivered) return settle(() => channel.ack(message));
        return settle(() => this.#widen(channel, epoch, message));
      },
      requeue: () => settle(() => channel.nack(message, false, true)),
      reject: () => settle(() => channel.nack(message, false, false)),
    };
  }

  /**
   * Acknowledges the delivery that ends quarantine. A prefetch counts for consumers that come after it, so the consumer is
   * cancelled and made again; the acknowledgement comes between, because with it the broker would send the next message, which
   * the cancel would overtake and put back as redelivered.
   */
  #widen(channel: Channel, epoch: number, last: ConsumeMessage): void {
    this.#enter("active");
    if (this.#options.prefetch <= 1 || this.#ending.signal.aborted) {
      channel.ack(last);
      return;
    }
    this.#widening = (async () => {
      await channel.cancel(this.#tag);
      channel.ack(last);
      if (!this.#ending.signal.aborted) await this.#consume(channel, epoch, this.#options.prefetch);
    })().catch(() => {
      // The channel died on the way, and its `close` subscribes again; or it lives and has no consumer: then end it.
      void closeQuietly(channel);
    });
  }

  /** The broker cancelled the consumer: its queue was deleted or moved. Nothing else ever says so. */
  #cancelled(channel: Channel): void {
    if (this.#channel !== channel || this.#ending.signal.aborted) return;
    void closeQuietly(channel);
  }

  #lose(channel: Channel, reason: unknown): void {
    if (this.#channel !== channel) return;
    this.#channel = undefined;
    if (this.#ending.signal.aborted) return;
    this.#enter("lost", reasonText(reason));
    void this.#resubscribe();
  }

  async #resubscribe(): Promise<void> {
    const { signal } = this.#ending;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      await pause(backoff(attempt, this.#settings.timeouts.backoffCap), signal);
      if (signal.aborted) return;
      try {
        return await this.#open();
      } catch (error) {
        this.#enter("lost", reasonText(error));
      }
    }
  }

  #enter(state: SubscriptionState, reason?: string): void {
    if (this.#state === "closed") return;
    this.#state = state;
    this.#options.onState(state, reason);
  }
}

function endedError(queue: string): ContractError {
  return new ContractError("closed", `the subscription of "${queue}" has been ended`, { scope: "channel" });
}

function subscribeFailed(queue: string, error: unknown): ContractError {
  const code = replyCode(error);
  const known = code === 404 ? "queue-missing" : code === 403 ? "access-refused" : undefined;
  if (known === undefined) return ContractError.from(error);
  const hint =
    known === "queue-missing" ? "apply the definitions that codegen wrote" : "its user lacks a right that they give";
  return new ContractError(known, `cannot consume from "${queue}": ${reasonText(error)}; ${hint}`, {
    scope: "channel",
    cause: error,
  });
}
