import type { Clock } from "../../clock.js";
import type { ContractError } from "../../contract-error.js";
import { within } from "../../within.js";
import { away, connectionClosed } from "../publish-error.js";
import type { ConnectionRole, ConnectionState } from "../transport.js";
import type { Trouble } from "../trouble.js";
import { goesOn } from "../trouble.js";
import type { JobQueue } from "./job-queue.js";
import { Refusal } from "./refusal.js";
import type { Rights } from "./rights.js";
import type { Topology } from "./topology.js";

/** The broker's side of a connection. */
export interface BrokerSide {
  readonly clock: Clock;
  readonly jobs: JobQueue;
  readonly topology: Topology;
  /** Whether it takes connections. */
  readonly isUp: boolean;
  /** Why it takes no publishes, while it does not. */
  readonly alarm: string | undefined;
}

export interface ConnectionOptions {
  readonly broker: BrokerSide;
  readonly rights: Rights;
  /** An alarm blocks the one that publishes: a connection that only consumes goes on. */
  readonly role: ConnectionRole;
  readonly onState: (state: ConnectionState, reason?: string) => void;
}

/** Something that ends with its connection. */
export interface OnConnection {
  lost(reason: Refusal): void;
}

/** One connection of a service. It comes back by itself as soon as the broker takes it: within one process nobody has to wait. */
export class MemoryConnection {
  readonly broker: BrokerSide;
  readonly rights: Rights;
  readonly #options: ConnectionOptions;
  readonly #channels = new Set<OnConnection>();
  /** Exclusive queues, gone with it. */
  readonly #instances = new Set<string>();
  #state: ConnectionState = "connecting";
  #trouble: Trouble | undefined;
  #lives = 0;
  #waiters: { readonly resolve: () => void; readonly reject: (reason: ContractError) => void }[] = [];

  constructor(options: ConnectionOptions) {
    this.broker = options.broker;
    this.rights = options.rights;
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** Counts the times that it was opened. */
  get lives(): number {
    return this.#lives;
  }

  /** Resolves as soon as it is open; rejects when it is closed. */
  ready(): Promise<void> {
    if (this.#isOpen) return Promise.resolve();
    if (this.#state === "closed") return Promise.reject(connectionClosed());
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  /** The same, or a rejection `offline` after `ms`. */
  readyWithin(ms: number): Promise<void> {
    return within(ms, this.ready(), () => away(ms), this.broker.clock);
  }

  open(): void {
    if (this.#state === "closed" || this.#isOpen || !this.broker.isUp) return;
    this.#lives += 1;
    const { alarm } = this.broker;
    if (alarm !== undefined && this.#options.role === "publish") this.#enter("blocked", alarm);
    else this.#enter("ready");
    for (const { resolve } of this.#waiters.splice(0)) resolve();
  }

  /** The broker's alarm has begun or ended. */
  alarmed(): void {
    if (this.#options.role !== "publish" || !this.#isOpen) return;
    const { alarm } = this.broker;
    this.#enter(alarm === undefined ? "ready" : "blocked", alarm);
  }

  /** Ends it from the broker's side. */
  lose(text: string): void {
    if (!this.#isOpen) return;
    this.#enter("lost", text);
    this.#endAll(text);
    this.reopen();
  }

  reopen(): void {
    this.broker.jobs.add(() => {
      if (this.#state !== "lost" || !this.broker.isUp) return;
      this.#enter("connecting");
      this.open();
    });
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#enter("closed");
    this.#endAll("the connection was closed");
    for (const { reject } of this.#waiters.splice(0)) reject(connectionClosed());
  }

  add(channel: OnConnection): void {
    this.#channels.add(channel);
  }

  delete(channel: OnConnection): void {
    this.#channels.delete(channel);
  }

  owns(queue: string): boolean {
    return this.#instances.has(queue);
  }

  own(queue: string): void {
    this.#instances.add(queue);
  }

  get #isOpen(): boolean {
    return this.#state === "ready" || this.#state === "blocked";
  }

  #endAll(text: string): void {
    const reason = new Refusal(320, `CONNECTION_FORCED - ${text}`);
    for (const channel of [...this.#channels]) channel.lost(reason);
    this.#channels.clear();
    for (const queue of this.#instances) this.broker.topology.deleteQueue(queue);
    this.#instances.clear();
  }

  #enter(state: ConnectionState, reason?: string): void {
    if (this.#state === "closed") return;
    this.#state = state;
    const cause = state === "blocked" ? "blocked" : "unreachable";
    const now = { what: `${this.#options.role} connection`, cause, reason: reason ?? state } as const;
    const isWell = state === "ready" || state === "closed";
    this.#trouble = isWell ? undefined : goesOn(this.#trouble, now, this.broker.clock.now());
    this.#options.onState(state, reason);
  }
}
