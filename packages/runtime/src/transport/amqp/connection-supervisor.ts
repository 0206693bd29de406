import type { ChannelModel } from "amqplib";
import { backoff, pause } from "../../backoff.js";
import type { ContractError } from "../../contract-error.js";
import type { Settings } from "../../defaults.js";
import { within } from "../../within.js";
import type { AccessOptions } from "../access.js";
import { fresh } from "../access.js";
import { reasonText } from "../channel-error.js";
import { connectionClosed } from "../publish-error.js";
import type { ConnectionState } from "../transport.js";
import type { Trouble, TroubleCause } from "../trouble.js";
import { goesOn } from "../trouble.js";
import { closeQuietly } from "./close-quietly.js";
import { connectFailed, judgeConnectFailure } from "./connect-failure.js";
import { earlyWords } from "./early-words.js";
import { openConnection } from "./open-connection.js";

/** A connection that lives shorter than this, in milliseconds, counts as one more failed attempt: the pauses go on growing. */
const STEADY = 1_000;
/**
 * Where the pauses begin after the loss of a steady connection: at 25 ms at most. Another host is most likely there, and nothing is
 * published meanwhile; as many as come in so short a time are spread by the broker's own speed (some hundreds a second).
 */
const FIRST_AFTER_STEADY = -2;

export interface SupervisorOptions {
  readonly urls: readonly string[];
  readonly access: AccessOptions;
  /** For `Trouble.what`. */
  readonly what: string;
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
  #trouble: Trouble | undefined;
  /** Failed attempts in a row, counted from `FIRST_AFTER_STEADY` where a steady connection was lost. */
  #attempt = 0;
  #openedAt = 0;
  #host: number;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    // A thousand clients with the same list must not all go to its first host.
    this.#host = Math.floor(Math.random() * options.urls.length);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get trouble(): Trouble | undefined {
    return this.#trouble;
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
        const wait = backoff(attempt, timeouts.backoffCap);
        const isFinal = !judgeConnectFailure(error).mayPass || Date.now() + wait > until;
        if (isFinal || this.#ending.signal.aborted) {
          await this.close();
          throw connectFailed(error, this.#options.urls);
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

  /**
   * Gives the broker what the credentials' function says now, for a token that would expire on the living connection. Without a
   * connection there is nothing to do: the next one asks anyway.
   */
  async refreshCredentials(): Promise<void> {
    const { access, settings } = this.#options;
    const connection = this.#connection;
    if (connection === undefined || access.credentials === undefined) return;
    const given = await fresh(access.credentials);
    if ("external" in given || this.#connection !== connection) return;
    const { confirm } = settings.timeouts;
    const told = connection.updateSecret(Buffer.from(given.password), "refreshed");
    await within(confirm, Promise.race([told, once(connection)]), () => connectionClosed());
  }

  #open(): Promise<ChannelModel> {
    const { urls, name, settings, access } = this.#options;
    const url = urls[this.#host % urls.length] ?? "";
    this.#host += 1;
    return openConnection({ url, name, settings, access, signal: this.#ending.signal });
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
    this.#openedAt = Date.now();
    connection.on("close", (error?: Error) => this.#lose(connection, reason ?? error));
    connection.on("blocked", (why: string) => this.#enter("blocked", why, "blocked"));
    connection.on("unblocked", () => this.#enter("ready"));
    if (earlyWords(connection).isBlocked) this.#enter("blocked", "the broker has raised an alarm", "blocked");
    else this.#enter("ready");
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(connection);
  }

  #lose(connection: ChannelModel, reason: unknown): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#attempt = Date.now() - this.#openedAt < STEADY ? this.#attempt + 1 : FIRST_AFTER_STEADY;
    this.#enter("lost", reasonText(reason), "unreachable");
    void this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#ending;
    for (; !signal.aborted; this.#attempt += 1) {
      await pause(backoff(this.#attempt, this.#options.settings.timeouts.backoffCap), signal);
      if (signal.aborted) return;
      this.#enter("connecting");
      try {
        this.#adopt(await this.#open());
        return;
      } catch (error) {
        this.#enter("lost", reasonText(error), judgeConnectFailure(error).cause);
      }
    }
  }

  #enter(state: ConnectionState, reason?: string, cause?: TroubleCause): void {
    if (this.#state === "closed") return;
    this.#state = state;
    const { what, onState } = this.#options;
    if (state === "ready" || state === "closed") this.#trouble = undefined;
    else if (cause !== undefined)
      this.#trouble = goesOn(this.#trouble, { what, cause, reason: reason ?? state }, Date.now());
    onState(state, reason);
  }
}

/** Rejects when the connection ends. */
function once(connection: ChannelModel): Promise<never> {
  return new Promise((_, reject) => connection.once("close", () => reject(connectionClosed())));
}
