import { pause } from "../../backoff.js";
import { ContractError } from "../../contract-error.js";
import type { Settings } from "../../defaults.js";
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
    const key = `${message.exchange}\n${message.routingKey}`;
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
    if (this.#waiting >= limits.waitingPublishes || this.#waitingBytes + size > limits.waitingBytes)
      throw full(this.#waiting);
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
    const opening = this.#supervisor
      .ready(this.#settings.timeouts.offline)
      .then((connection) => connection.createConfirmChannel())
      .then((channel) => new PublishChannel(channel, this.#settings.timeouts.confirm, forget));
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

  /** Closes the oldest channel when there are too many: a service with that many routes uses few of them at a time. */
  #evict(): void {
    if (this.#routes.size < MAX_CHANNELS) return;
    const oldest = this.#routes.entries().next().value;
    if (oldest === undefined) return;
    const [key, { opening }] = oldest;
    this.#routes.delete(key);
    opening.then((channel) => channel.retire()).catch(() => undefined);
  }
}

function blocked(): ContractError {
  return new ContractError("blocked", "the broker accepts no publishes now: it has raised an alarm (memory or disk)", {
    scope: "connection",
    retryable: true,
    outcome: "not-sent",
  });
}

function full(waiting: number): ContractError {
  return new ContractError("offline", `the broker is away and ${waiting} publishes wait already`, {
    scope: "connection",
    retryable: true,
    outcome: "not-sent",
  });
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
