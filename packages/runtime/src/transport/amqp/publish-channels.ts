import { IllegalOperationError } from "amqplib";
import { pause } from "../../backoff.js";
import { ContractError } from "../../contract-error.js";
import type { Settings } from "../../defaults.js";
import { within } from "../../within.js";
import { away, blocked, tooManyWaiting } from "../publish-error.js";
import type { OutboundMessage } from "../transport.js";
import type { ConnectionSupervisor } from "./connection-supervisor.js";
import { PublishChannel } from "./publish-channel.js";

/** Far below the 2,047 channels that a connection has, far above the routes that one service publishes to. */
const MAX_CHANNELS = 256;

interface Route {
  readonly opening: Promise<PublishChannel>;
  /** Set once everybody who waited for the opening has published: a publish that need not wait must not overtake them. */
  channel?: PublishChannel;
}

/**
 * A confirm channel for each route, opened when first needed and again after the broker closed it.
 *
 * A route has its own channel because the broker punishes the channel: a publish to a missing exchange, or one without the
 * right, closes it, and everything in flight on it is lost from sight (measured: one 404 rejected five good publishes).
 * Messages with a `channelKey` share one.
 */
export class PublishChannels {
  readonly #supervisor: ConnectionSupervisor;
  readonly #settings: Settings;
  readonly #routes = new Map<string, Route>();
  #waiting = 0;
  #waitingBytes = 0;

  constructor(supervisor: ConnectionSupervisor, settings: Settings) {
    this.#supervisor = supervisor;
    this.#settings = settings;
  }

  publish(message: OutboundMessage): Promise<void> {
    if (this.#supervisor.state === "blocked") return Promise.reject(blocked());
    const key = message.channelKey ?? `${message.exchange}\n${message.routingKey}`;
    const route = this.#routes.get(key);
    if (route?.channel !== undefined) return route.channel.publish(message);
    return this.#publishLater(route ?? this.#open(key), message);
  }

  /** Waits until nothing is in flight or the deadline has passed; returns how many confirms are still open. */
  async flush(deadlineMs: number): Promise<number> {
    const end = new AbortController();
    const deadline = pause(deadlineMs, end.signal);
    const until = Date.now() + deadlineMs;
    const openings = Promise.allSettled([...this.#routes.values()].map(({ opening }) => opening));
    const opened = (await Promise.race([openings, deadline])) ?? [];
    end.abort();
    const channels = opened.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    await Promise.all(channels.map((channel) => channel.idle(until - Date.now())));
    return channels.reduce((sum, channel) => sum + channel.inFlight, 0);
  }

  async #publishLater(route: Route, message: OutboundMessage): Promise<void> {
    const { limits } = this.#settings;
    const size = message.body.length;
    const isFull = this.#waiting >= limits.waitingPublishes || this.#waitingBytes + size > limits.waitingBytes;
    if (isFull && this.#supervisor.state !== "ready") throw tooManyWaiting(this.#waiting);
    this.#waiting += 1;
    this.#waitingBytes += size;
    let channel: PublishChannel;
    try {
      channel = await route.opening;
    } catch (error) {
      throw notSent(error);
    } finally {
      this.#waiting -= 1;
      this.#waitingBytes -= size;
    }
    return channel.publish(message);
  }

  #open(key: string): Route {
    this.#evict();
    const forget = (): void => {
      if (this.#routes.get(key) === route) this.#routes.delete(key);
    };
    const { offline } = this.#settings.timeouts;
    const channel = this.#openChannel(forget);
    // In an alarm the broker reads nothing more from this connection, so the opening has no answer until the alarm ends.
    const opening = within(offline, channel, () => (this.#supervisor.state === "blocked" ? blocked() : away(offline)));
    opening.catch(() => channel.then((late) => late.close(), forget));
    const route: Route = { opening };
    this.#routes.set(key, route);
    opening.then(
      (channel) =>
        queueMicrotask(() => {
          route.channel = channel;
        }),
      forget,
    );
    return route;
  }

  async #openChannel(forget: () => void): Promise<PublishChannel> {
    const connection = await this.#supervisor.ready();
    try {
      return new PublishChannel(await connection.createConfirmChannel(), this.#settings.timeouts.confirm, forget);
    } catch (error) {
      if (error instanceof IllegalOperationError) this.#supervisor.suspect(connection, error);
      throw error;
    }
  }

  /** Closes the oldest idle channel when there are too many. One that is in use stays: its route's order depends on it. */
  #evict(): void {
    if (this.#routes.size < MAX_CHANNELS) return;
    const idle = [...this.#routes].find(([, { channel }]) => channel?.inFlight === 0);
    if (idle === undefined) return;
    const [key, { channel }] = idle;
    this.#routes.delete(key);
    void channel?.close();
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
