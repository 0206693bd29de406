import { ContractError } from "./contract-error.js";
import type { Settings, SettingsOptions } from "./defaults.js";
import { resolveSettings } from "./defaults.js";
import type { Observer } from "./runtime-event.js";
import { nobody } from "./runtime-event.js";
import type { AccessOptions } from "./transport/access.js";
import type { ConnectionState, SubscriptionState, Transport } from "./transport/transport.js";
import type { Trouble } from "./transport/trouble.js";

export interface ConnectOptions extends SettingsOptions, AccessOptions {
  /** The service's name, as in its document: it becomes `app_id`, and the broker's rights depend on it. */
  readonly service: string;
  /** Is told of everything that happens; what it throws is ignored. */
  readonly observe?: Observer;
}

/** What a readiness probe needs to know. */
export interface Health {
  readonly ready: boolean;
  readonly connections: { readonly publish: ConnectionState; readonly consume: ConnectionState };
  readonly queues: Readonly<Record<string, SubscriptionState>>;
  /** What is not ready and why, since when, and which routes the broker refuses; empty when all is well. */
  readonly troubles: readonly Trouble[];
}

export interface DrainReport {
  /** Deliveries in flight that ended before the deadline. */
  readonly finished: number;
  /** Deliveries that did not, and went back to their queues. */
  readonly handedBack: number;
  /** Publishes whose confirm did not come before the deadline: their outcome is unknown. */
  readonly unconfirmed: number;
}

/** Something with a life of its own that ends with the broker's: a consumer or a requester. */
export interface Drainable {
  /** True for what handlers in flight may still need: it goes on until the others have drained. */
  readonly endsLast: boolean;
  queues(): Readonly<Record<string, SubscriptionState>>;
  close(options?: { readonly deadlineMs?: number }): Promise<Omit<DrainReport, "unconfirmed">>;
}

/** A service's link to RabbitMQ: give it to the generated publisher and consumer. */
export interface Broker {
  readonly service: string;
  /**
   * Ready means: both connections up, none blocked, every consumed queue subscribed and none starved, those of this instance included. A
   * queue that rests because nothing goes well there counts as subscribed.
   */
  health(): Health;
  /**
   * Resolves when a publish would be sent at once: for a loop that publishes without awaiting each confirm. Await it before each
   * publish, and neither the heap grows nor does one fail with `overloaded`. Rejects with the signal's reason, or `closed`.
   */
  writable(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Asks for the credentials again and hands them to the broker on both connections, before a token that they hold expires.
   * Rejects `channel-closed` when a connection ends meanwhile, as it does when the broker refuses them; the next one asks again.
   */
  refreshCredentials(): Promise<void>;
  /** Drains: cancels consumers, lets work in flight end before the deadline, hands the rest back, flushes confirms, closes. */
  close(options?: { readonly deadlineMs?: number }): Promise<DrainReport>;
}

/** The same link as the runtime's own modules see it. */
export class BrokerLink implements Broker {
  readonly service: string;
  readonly settings: Settings;
  readonly transport: Transport;
  readonly observe: Observer;
  /** False where nobody would hear what is told. */
  readonly isObserved: boolean;
  readonly #drainables = new Set<Drainable>();
  #closing: Promise<DrainReport> | undefined;

  constructor(transport: Transport, options: ConnectOptions, observe: Observer) {
    this.service = options.service;
    this.settings = resolveSettings(options);
    this.transport = transport;
    this.observe = observe;
    this.isObserved = observe !== nobody;
  }

  add(drainable: Drainable): void {
    if (this.#closing !== undefined) throw new ContractError("closed", "this broker connection is closing");
    this.#drainables.add(drainable);
  }

  delete(drainable: Drainable): void {
    this.#drainables.delete(drainable);
  }

  health(): Health {
    const connections = { publish: this.transport.state("publish"), consume: this.transport.state("consume") };
    const queues = Object.assign(
      {},
      ...[...this.#drainables].map((drainable) => drainable.queues()),
    ) as Health["queues"];
    const subscribed = Object.values(queues).every((state) => isConsumed(state));
    return {
      ready: connections.publish === "ready" && connections.consume === "ready" && subscribed,
      connections,
      queues,
      troubles: this.transport.troubles(),
    };
  }

  writable(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.transport.writable(options.signal);
  }

  refreshCredentials(): Promise<void> {
    return this.transport.refreshCredentials();
  }

  close(options: { readonly deadlineMs?: number } = {}): Promise<DrainReport> {
    this.#closing ??= this.#drain(options.deadlineMs ?? this.settings.timeouts.drain);
    return this.#closing;
  }

  async #drain(deadlineMs: number): Promise<DrainReport> {
    const until = Date.now() + deadlineMs;
    const close = (drainables: readonly Drainable[]): Promise<readonly Omit<DrainReport, "unconfirmed">[]> =>
      Promise.all(drainables.map((each) => each.close({ deadlineMs: Math.max(0, until - Date.now()) })));
    const all = [...this.#drainables];
    const reports = [
      ...(await close(all.filter(({ endsLast }) => !endsLast))),
      ...(await close(all.filter(({ endsLast }) => endsLast))),
    ];
    const unconfirmed = await this.transport.close(Math.max(0, until - Date.now()));
    const sum = (key: "finished" | "handedBack"): number => reports.reduce((total, report) => total + report[key], 0);
    return { finished: sum("finished"), handedBack: sum("handedBack"), unconfirmed };
  }
}

/** A queue that rests is consumed as soon as it makes sense: a service is no less ready because something that it needs is away. */
function isConsumed(state: SubscriptionState): boolean {
  return state === "active" || state === "quarantine" || state === "resting";
}

/** The inner side of a broker that this package made. */
export function innerLink(broker: Broker): BrokerLink {
  if (broker instanceof BrokerLink) return broker;
  throw new ContractError("configuration", "this broker was not made by connect() of this copy of @insaka/runtime");
}

/** The inner side of a broker that is connected as this service. */
export function linkOf(broker: Broker, service: string): BrokerLink {
  const link = innerLink(broker);
  if (broker.service !== service) {
    throw new ContractError(
      "configuration",
      `the client generated for "${service}" was given a broker connected as "${broker.service}"; connect with { service: "${service}" }`,
    );
  }
  return link;
}
