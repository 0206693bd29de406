import { IllegalOperationError } from "amqplib";
import { Chain } from "../../chain.js";
import { ContractError } from "../../contract-error.js";
import type { Settings } from "../../defaults.js";
import { channelKey } from "../channel-key.js";
import { away, blocked, connectionClosed, noRoom, tooManyWaiting } from "../publish-error.js";
import { PublishWindow } from "../publish-window.js";
import type { ConnectionState, OutboundMessage } from "../transport.js";
import type { Trouble } from "../trouble.js";
import { troublesOf } from "../trouble.js";
import type { ConnectionSupervisor } from "./connection-supervisor.js";
import { PublishChannel } from "./publish-channel.js";
import { PublishRoute, WaitingPublish } from "./publish-route.js";

/**
 * A confirm channel for each route, opened when first needed and again after the broker closed it.
 *
 * A route has its own channel because the broker punishes the channel: a publish to a missing exchange, or one without the
 * right, closes it, and everything in flight on it is lost from sight (measured: one 404 rejected five good publishes).
 *
 * What may not be sent yet waits with its route, oldest first. When there is room the routes take turns, so that one with
 * thousands does not hold up the others. What settles a delivery needs no room: the prefetch bounds it already.
 */
export class PublishChannels {
  readonly #supervisor: ConnectionSupervisor;
  readonly #settings: Settings;
  readonly #window: PublishWindow;
  readonly #routes = new Map<string, PublishRoute>();
  /** Routes whose channel is open and whose publishes wait for room. */
  readonly #turns = new Chain<PublishRoute>();
  /** Routes that wait until another one gives its channel up. */
  readonly #slotless = new Set<PublishRoute>();
  readonly #channels = new Set<PublishChannel>();
  #opening = 0;
  #pumping = false;
  #expiry: NodeJS.Timeout | undefined;
  #flushed: (() => void)[] = [];

  constructor(supervisor: ConnectionSupervisor, settings: Settings) {
    this.#supervisor = supervisor;
    this.#settings = settings;
    this.#window = new PublishWindow(settings.limits);
  }

  /** @param settles - true where it settles a delivery */
  publish(message: OutboundMessage, settles: boolean): Promise<void> {
    if (this.#supervisor.state === "blocked") return Promise.reject(blocked());
    const key = message.channelKey ?? channelKey(message.exchange, message.routingKey);
    const route = this.#routes.get(key);
    const channel = route?.channel;
    if (channel !== undefined && route !== undefined) {
      if (settles) {
        if (route.settling.size === 0) return channel.publish(message, true);
      } else if (route.waiting.size === 0 && this.#turns.size === 0 && this.#window.fits(message.body.length)) {
        return channel.publish(message, false);
      }
    }
    return this.#publishLater(route ?? this.#addRoute(key), message, settles);
  }

  writable(signal?: AbortSignal): Promise<void> {
    if (this.#supervisor.state === "closed") return Promise.reject(connectionClosed());
    if (signal?.aborted !== true && this.#isWritable) return Promise.resolve();
    return this.#window.hope(signal);
  }

  troubles(): readonly Trouble[] {
    return troublesOf([...this.#routes.values()]);
  }

  /** To be told of what becomes of the connection. */
  noteState(state: ConnectionState): void {
    // In an alarm the broker reads nothing more from this connection: whoever waits for a channel would wait until it ends.
    if (state === "blocked") this.#failAll(blocked);
    if (state === "closed") {
      this.#failAll(connectionClosed);
      this.#window.tellClosed();
    }
    this.#pumpSoon();
  }

  /** Waits until nothing waits or is in flight, or the deadline has passed; returns how many confirms are still open. */
  async flush(deadlineMs: number): Promise<number> {
    if (!this.#isIdle && deadlineMs > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadlineMs);
        this.#flushed.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return this.#unconfirmed;
  }

  get #unconfirmed(): number {
    return [...this.#channels].reduce((sum, channel) => sum + channel.inFlight, 0);
  }

  get #isIdle(): boolean {
    return this.#window.waiting === 0 && this.#unconfirmed === 0;
  }

  /** A publish would be sent at once, or wait for no more than its channel. */
  get #isWritable(): boolean {
    return this.#supervisor.state === "ready" && this.#window.waiting === 0 && this.#window.fits(1);
  }

  #addRoute(key: string): PublishRoute {
    const route = new PublishRoute(key);
    this.#routes.set(key, route);
    return route;
  }

  #publishLater(route: PublishRoute, message: OutboundMessage, settles: boolean): Promise<void> {
    const refusal = route.refusal(message);
    if (refusal !== undefined) return Promise.reject(refusal);
    const { state } = this.#supervisor;
    const size = message.body.length;
    if (state === "closed") return Promise.reject(connectionClosed());
    if (!settles && !this.#window.mayWait(size, state === "ready"))
      return Promise.reject(tooManyWaiting(this.#window.waiting, state === "ready"));
    this.#window.beginWaiting(size);
    const { offline } = this.#settings.timeouts;
    const waits = new Promise<void>((resolve, reject) => {
      const waiting = new WaitingPublish(message, settles, performance.now() + offline, resolve, reject);
      (settles ? route.settling : route.waiting).add(waiting);
    });
    // All wait equally long, so that a later one never has the earlier deadline.
    this.#expiry ??= setTimeout(() => this.#expire(), offline);
    if (route.channel === undefined) this.#open(route);
    else this.#takeTurns(route);
    return waits;
  }

  #open(route: PublishRoute): void {
    if (route.isBusy || this.#slotless.has(route)) return;
    // Whoever has waited for a place longer comes first.
    if (this.#slotless.size === 0 && this.#hasPlace) this.#begin(route);
    else {
      this.#slotless.add(route);
      this.#makePlace();
    }
  }

  get #hasPlace(): boolean {
    return this.#opening + this.#channels.size < this.#settings.limits.publishChannels;
  }

  #begin(route: PublishRoute): void {
    route.isOpening = true;
    this.#opening += 1;
    this.#openChannel(route).then(
      (channel) => this.#opened(route, channel),
      (error: unknown) => this.#notOpened(route, error),
    );
  }

  async #openChannel(route: PublishRoute): Promise<PublishChannel> {
    for (;;) {
      const connection = await this.#supervisor.ready();
      try {
        const channel: PublishChannel = new PublishChannel(await connection.createConfirmChannel(), {
          confirmTimeout: this.#settings.timeouts.confirm,
          window: this.#window,
          onClosed: (reason) => this.#closed(route, channel, reason),
          onSettled: () => this.#pumpSoon(),
        });
        return channel;
      } catch (error) {
        if (error instanceof IllegalOperationError) this.#supervisor.suspect(connection, error);
        const { state } = this.#supervisor;
        if (state === "ready" || state === "blocked" || state === "closed") throw error;
      }
    }
  }

  #opened(route: PublishRoute, channel: PublishChannel): void {
    route.isOpening = false;
    this.#opening -= 1;
    if (!channel.isOpen) {
      this.#afterLoss(route);
      return;
    }
    this.#channels.add(channel);
    if (route.fault === undefined) {
      route.channel = channel;
      this.#takeTurns(route);
    } else this.#try(route, channel);
    this.#pumpSoon();
  }

  /** Sends one publish alone to see whether the route works again. */
  #try(route: PublishRoute, channel: PublishChannel): void {
    const first = route.first;
    if (first === undefined) {
      void channel.close();
      return;
    }
    route.probe = channel;
    this.#take(route, first);
    const answered = (): void => {
      if (route.probe !== channel) return;
      route.probe = undefined;
      route.heal();
      route.channel = channel;
      this.#takeTurns(route);
    };
    channel.publish(first.message, first.settles).then(
      () => {
        answered();
        first.resolve();
      },
      (error: ContractError) => {
        // Whoever returns or refuses a message has its exchange, and lets us publish to it.
        if (error.outcome === "returned" || error.outcome === "nacked") answered();
        else if (route.probe === channel) void channel.close();
        first.reject(error);
      },
    );
  }

  #notOpened(route: PublishRoute, error: unknown): void {
    route.isOpening = false;
    this.#opening -= 1;
    this.#fail(route, () => notSent(error));
    this.#forget(route);
    this.#pumpSoon();
  }

  #closed(route: PublishRoute, channel: PublishChannel, reason: unknown): void {
    const isKnown = this.#channels.delete(channel);
    if (route.channel === channel) route.channel = undefined;
    if (route.probe === channel) route.probe = undefined;
    if (route.leaving === channel) route.leaving = undefined;
    route.noteClosed(reason, this.#settings.timeouts.backoffCap);
    if (isKnown) this.#afterLoss(route);
    this.#pumpSoon();
  }

  #afterLoss(route: PublishRoute): void {
    this.#turns.delete(route);
    if (route.fault !== undefined) this.#fail(route, ({ message }) => route.refusal(message));
    if (route.isWaitedFor) this.#open(route);
    else this.#forget(route);
  }

  /** A route in trouble stays known, for as long as there are not too many of them. */
  #forget(route: PublishRoute): void {
    if (route.isWaitedFor || route.isBusy) return;
    this.#slotless.delete(route);
    if (route.fault === undefined) {
      this.#routes.delete(route.key);
      return;
    }
    if (this.#routes.size <= 2 * this.#settings.limits.publishChannels) return;
    const oldest = [...this.#routes.values()].find((each) => each.fault !== undefined && !each.isWaitedFor);
    if (oldest !== undefined && !oldest.isBusy) this.#routes.delete(oldest.key);
  }

  /** Sends what may be sent of a route whose channel is open, and lines it up for the rest. */
  #takeTurns(route: PublishRoute): void {
    for (let next = route.settling.first; next !== undefined; next = route.settling.first) this.#send(route, next);
    if (!route.isLinked && route.waiting.size > 0) this.#turns.add(route);
    this.#pumpSoon();
  }

  #pumpSoon(): void {
    if (this.#pumping) return;
    const isWanted =
      this.#turns.size > 0 || this.#slotless.size > 0 || this.#window.isHopedFor || this.#flushed.length > 0;
    if (!isWanted) return;
    this.#pumping = true;
    queueMicrotask(() => {
      this.#pumping = false;
      this.#pump();
    });
  }

  #pump(): void {
    for (let route = this.#turns.first; route !== undefined; route = this.#turns.first) {
      const next = route.waiting.first;
      if (next !== undefined && route.channel !== undefined && !this.#window.fits(next.message.body.length)) break;
      this.#turns.delete(route);
      if (next === undefined || route.channel === undefined) continue;
      this.#send(route, next);
      if (route.waiting.size > 0 && route.channel !== undefined) this.#turns.add(route);
    }
    if (this.#slotless.size > 0) this.#makePlace();
    if (this.#window.isHopedFor && this.#isWritable) this.#window.tellRoom();
    if (this.#flushed.length > 0 && this.#isIdle) for (const tell of this.#flushed.splice(0)) tell();
  }

  #send(route: PublishRoute, next: WaitingPublish): void {
    this.#take(route, next);
    if (route.channel === undefined) next.reject(noRoom(this.#settings.timeouts.offline));
    else route.channel.send(next.message, next.settles, next.resolve, next.reject);
  }

  #take(route: PublishRoute, waiting: WaitingPublish): void {
    (waiting.settles ? route.settling : route.waiting).delete(waiting);
    this.#window.endWaiting(waiting.message.body.length);
  }

  /**
   * Finds a channel for a route that has none while all are taken: an idle one is closed, else the one that has been open longest
   * takes nothing more and is closed once it has all its answers.
   */
  #makePlace(): void {
    for (const route of this.#slotless) {
      if (!this.#hasPlace) break;
      this.#slotless.delete(route);
      if (route.isWaitedFor) this.#begin(route);
      else this.#forget(route);
    }
    if (this.#slotless.size === 0) return;
    let leaving = [...this.#channels].filter((channel) => channel.isRetiring).length;
    const inUse = [...this.#routes.values()].filter(({ channel }) => channel !== undefined);
    const isIdle = (route: PublishRoute): boolean => route.channel?.inFlight === 0 && !route.isWaitedFor;
    for (const route of [...inUse.filter(isIdle), ...inUse.filter((each) => !isIdle(each))]) {
      if (leaving >= this.#slotless.size) return;
      leaving += 1;
      this.#retire(route);
    }
  }

  #retire(route: PublishRoute): void {
    const { channel } = route;
    if (channel === undefined) return;
    // What comes meanwhile waits for a new channel until this one is gone: on two at once the order would be lost.
    route.leaving = channel;
    route.channel = undefined;
    this.#turns.delete(route);
    // To the end of the order in which they are asked to make place.
    this.#routes.delete(route.key);
    this.#routes.set(route.key, route);
    void channel.retire();
  }

  #expire(): void {
    this.#expiry = undefined;
    const now = performance.now();
    const { offline } = this.#settings.timeouts;
    const { state } = this.#supervisor;
    let next = Number.POSITIVE_INFINITY;
    for (const route of [...this.#routes.values()]) {
      const late = (): ContractError =>
        state === "blocked" ? blocked() : state === "ready" && !route.isOpening ? noRoom(offline) : away(offline);
      this.#fail(route, ({ deadline }) => (deadline <= now ? late() : undefined));
      next = Math.min(next, route.waiting.first?.deadline ?? next, route.settling.first?.deadline ?? next);
    }
    if (next < Number.POSITIVE_INFINITY) this.#expiry = setTimeout(() => this.#expire(), Math.max(1, next - now));
    this.#pumpSoon();
  }

  #failAll(reason: () => ContractError): void {
    for (const route of [...this.#routes.values()]) this.#fail(route, reason);
  }

  /** Rejects what waits on a route, oldest first, until there is one that has no reason to fail. */
  #fail(route: PublishRoute, reason: (waiting: WaitingPublish) => ContractError | undefined): void {
    for (const waitingThere of [route.settling, route.waiting]) {
      for (let first = waitingThere.first; first !== undefined; first = waitingThere.first) {
        const error = reason(first);
        if (error === undefined) break;
        this.#take(route, first);
        first.reject(error);
      }
    }
    if (this.#window.waiting === 0) {
      clearTimeout(this.#expiry);
      this.#expiry = undefined;
    }
  }
}

function notSent(error: unknown): ContractError {
  const known = ContractError.from(error);
  if (known.outcome !== undefined) return known;
  return new ContractError("channel-closed", `no channel could be opened: ${known.message}`, {
    scope: "channel",
    retryable: true,
    outcome: "not-sent",
    cause: error,
  });
}
