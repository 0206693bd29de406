import type { ChannelModel } from "amqplib";
import { connect } from "amqplib";
import { backoff, pause } from "../../backoff.js";
import { ContractError } from "../../contract-error.js";
import type { Settings } from "../../defaults.js";
import { reasonText } from "../channel-error.js";
import { connectionClosed } from "../publish-error.js";
import type { ConnectionState } from "../transport.js";
import { closeQuietly } from "./close-quietly.js";
import { gatherWrites } from "./gather-writes.js";

/** What amqplib says when the broker refuses the user or its password. Everything else may pass, such as a node that still boots. */
const REFUSED = /^Handshake terminated by server: 403/;

export interface SupervisorOptions {
  readonly urls: readonly string[];
  readonly name: string;
  readonly settings: Settings;
  readonly onState: (state: ConnectionState, reason?: string) => void;
}

/**
 * Owns one connection: opens it, notices its loss, opens the next one with full-jitter backoff over all hosts.
 *
 * Channels are not its business. Whoever needs one asks `ready()` for the living connection and is told of its end by that
 * connection's own `close` event, so that one path sets up everything, the first time and after every loss.
 */
export class ConnectionSupervisor {
  readonly #options: SupervisorOptions;
  readonly #ending = new AbortController();
  #state: ConnectionState = "connecting";
  #connection: ChannelModel | undefined;
  #waiters: { resolve: (connection: ChannelModel) => void; reject: (reason: ContractError) => void }[] = [];
  #host = 0;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Opens the first connection; rejects when that fails for longer than the `firstConnect` time-out, or at once when refused. */
  async start(): Promise<void> {
    const { timeouts } = this.#options.settings;
    const until = Date.now() + timeouts.firstConnect;
    for (let attempt = 0; ; attempt += 1) {
      try {
        this.#adopt(await this.#open());
        return;
      } catch (error) {
        const refused = REFUSED.test(reasonText(error));
        const wait = backoff(attempt, timeouts.backoffCap);
        if (refused || this.#ending.signal.aborted || Date.now() + wait > until) {
          await this.close();
          throw connectFailed(error, this.#options.urls, refused);
        }
        await pause(wait, this.#ending.signal);
      }
    }
  }

  /** The living connection, now or as soon as there is one. Rejects when the supervisor is closed. */
  ready(): Promise<ChannelModel> {
    if (this.#connection !== undefined) return Promise.resolve(this.#connection);
    if (this.#state === "closed") return Promise.reject(connectionClosed());
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /**
   * To be told by whoever finds that the connection does not work: when the broker closes it in the same breath as it opens it,
   * amqplib has emitted `close` before anybody could listen.
   */
  suspect(connection: ChannelModel, reason: unknown): void {
    this.#lose(connection, reason);
  }

  async close(): Promise<void> {
    if (this.#state === "closed") return;
    this.#ending.abort();
    const connection = this.#connection;
    this.#connection = undefined;
    this.#enter("closed");
    for (const waiter of this.#waiters.splice(0)) waiter.reject(connectionClosed());
    if (connection !== undefined) await closeQuietly(connection);
  }

  async #open(): Promise<ChannelModel> {
    const { urls, name, settings } = this.#options;
    const url = urls[this.#host % urls.length] ?? "";
    this.#host += 1;
    const connection = await connect(withHeartbeat(url, settings.heartbeat), {
      // Without noDelay a small write waits for the broker's delayed TCP ACK: up to a second for publish-then-ack.
      noDelay: true,
      timeout: settings.timeouts.connect,
      clientProperties: { connection_name: name, product: "insaka" },
    });
    gatherWrites(connection);
    return connection;
  }

  #adopt(connection: ChannelModel): void {
    let reason: unknown;
    // Without a listener an `error` event would end the process; the `close` that always follows does the work.
    connection.on("error", (error: Error) => {
      reason = error;
    });
    if (this.#ending.signal.aborted) {
      void closeQuietly(connection);
      return;
    }
    this.#connection = connection;
    connection.on("close", (error?: Error) => this.#lose(connection, reason ?? error));
    connection.on("blocked", (why: string) => this.#enter("blocked", why));
    connection.on("unblocked", () => this.#enter("ready"));
    this.#enter("ready");
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(connection);
  }

  #lose(connection: ChannelModel, reason: unknown): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#enter("lost", reasonText(reason));
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#ending;
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      await pause(backoff(attempt, this.#options.settings.timeouts.backoffCap), signal);
      if (signal.aborted) return;
      this.#enter("connecting");
      try {
        this.#adopt(await this.#open());
        return;
      } catch (error) {
        this.#enter("lost", reasonText(error));
      }
    }
  }

  #enter(state: ConnectionState, reason?: string): void {
    if (this.#state === "closed") return;
    this.#state = state;
    this.#options.onState(state, reason);
  }
}

function withHeartbeat(url: string, heartbeat: number): string {
  const parsed = new URL(url);
  if (!parsed.searchParams.has("heartbeat")) parsed.searchParams.set("heartbeat", String(heartbeat));
  return parsed.href;
}

function connectFailed(error: unknown, urls: readonly string[], refused: boolean): ContractError {
  const hosts = urls.map((url) => new URL(url).host).join(", ");
  const hint = refused
    ? "check the user, its password and its rights on this virtual host"
    : "check that RabbitMQ listens there";
  return new ContractError("connect-failed", `no connection to ${hosts}: ${reasonText(error)}; ${hint}`, {
    scope: "connection",
    retryable: !refused,
    cause: error,
  });
}
