import type { Clock } from "../../clock.js";
import { systemClock } from "../../clock.js";
import { ContractError } from "../../contract-error.js";
import type { Headers, MessageProperties, QueuedMessage, TransportOptions, TransportProvider } from "../transport.js";
import type { BrokerDefinitions } from "./definitions.js";
import { JobQueue, turn } from "./job-queue.js";
import { isManualClock } from "./manual-clock.js";
import type { BrokerSide, MemoryConnection } from "./memory-connection.js";
import { MemoryTransport } from "./memory-transport.js";
import type { Rights } from "./rights.js";
import { ALL_RIGHTS, rightsOf } from "./rights.js";
import { demandSize, stored, view } from "./stored-message.js";
import { Topology } from "./topology.js";

export interface MemoryBrokerOptions {
  /** The definitions that codegen wrote: exchanges, queues, bindings, policies, and users with their rights. */
  readonly definitions: BrokerDefinitions;
  /** The machine's time unless given. */
  readonly clock?: Clock;
  /** Is told of every message that a queue takes. */
  readonly onStored?: (queue: string, message: QueuedMessage) => void;
}

/** A message as a stranger sends it, past every generated client and every right. */
export interface RawMessage {
  readonly exchange: string;
  readonly routingKey: string;
  readonly body: string | Uint8Array;
  readonly properties?: MessageProperties;
  readonly headers?: Headers;
}

export interface QueueDepth {
  /** Waits to be handed out. */
  readonly ready: number;
  /** Is handed out and not settled. */
  readonly unsettled: number;
  /** Dead letters that their next place does not take. */
  readonly held: number;
}

/** A broker in memory: what it does follows RabbitMQ 4.0. Give it to `connect` in place of a URL. */
export interface MemoryBroker extends TransportProvider {
  readonly clock: Clock;
  /** Connects with every right, under any name. */
  readonly operator: TransportProvider;
  /** Resolves to whether any queue took it. @throws ContractError `exchange-missing`, or what has no form in AMQP */
  publish(message: RawMessage): Promise<boolean>;
  /** Copies of what waits in a queue, the next one first. @throws ContractError `queue-missing` */
  messages(queue: string): readonly QueuedMessage[];
  /** @throws ContractError `queue-missing` */
  queueDepth(queue: string): QueueDepth;
  queueNames(): readonly string[];
  /** Ends the connections of a service, of every service when none is named. They come back by themselves. */
  disconnect(service?: string): void;
  /** Raises an alarm as for memory or disk: publishes are refused as `blocked` until {@link unblock}. */
  block(reason?: string): void;
  unblock(): void;
  /** Goes away and takes no connections; durable queues keep their messages. */
  stop(): void;
  start(): void;
  restart(): void;
  deleteQueue(name: string): void;
  deleteExchange(name: string): void;
  /** Adds what is missing, and replaces policies, users and rights that are given. */
  importDefinitions(definitions: BrokerDefinitions): void;
  /** Resolves when nothing happens any more without somebody doing something or time passing. */
  idle(): Promise<void>;
  /** Whether there is nothing to do and nothing in anybody's hands. */
  readonly isIdle: boolean;
  /** Ends everything, queues and timers included. */
  close(): void;
}

/**
 * Makes a broker in memory from RabbitMQ's definitions.
 *
 * @throws ContractError `configuration` for an exchange of a type that it does not have, and for a binding to nothing
 */
export function createMemoryBroker(options: MemoryBrokerOptions): MemoryBroker {
  return new InMemory(options);
}

class InMemory implements MemoryBroker, BrokerSide {
  readonly clock: Clock;
  readonly jobs: JobQueue = new JobQueue();
  readonly topology: Topology;
  readonly operator: TransportProvider;
  #definitions: BrokerDefinitions;
  readonly #transports = new Map<MemoryTransport, string>();
  #up = true;
  #alarm: string | undefined;

  constructor({ definitions, clock = systemClock, onStored }: MemoryBrokerOptions) {
    this.clock = clock;
    this.#definitions = definitions;
    this.topology = new Topology(clock, this.jobs, (queue, message) =>
      onStored?.(queue.name, view({ message, place: 0, expiresAt: undefined, returns: 0 }, queue.kind)),
    );
    this.operator = { open: async (options) => this.#open(options, ALL_RIGHTS) };
    if (isManualClock(clock)) clock.watch(() => !this.jobs.idle);
    this.#apply(definitions);
  }

  get isUp(): boolean {
    return this.#up;
  }

  get alarm(): string | undefined {
    return this.#alarm;
  }

  get isIdle(): boolean {
    return this.jobs.idle && this.topology.queues().every(({ unsettled }) => unsettled === 0);
  }

  async open(options: TransportOptions): Promise<MemoryTransport> {
    const rights = rightsOf(this.#definitions, options.service);
    if (rights !== undefined) return this.#open(options, rights);
    throw new ContractError(
      "connect-failed",
      `the broker in memory knows no user "${options.service}": its definitions list none of that name`,
      { scope: "connection" },
    );
  }

  #open(options: TransportOptions, rights: Rights): MemoryTransport {
    if (!this.#up) {
      throw new ContractError("connect-failed", "the broker in memory has been stopped", {
        scope: "connection",
        retryable: true,
      });
    }
    const transport = new MemoryTransport(this, rights, options);
    this.#transports.set(transport, options.service);
    for (const connection of transport.connections) connection.open();
    return transport;
  }

  async publish({ exchange, routingKey, body, properties = {}, headers = {} }: RawMessage): Promise<boolean> {
    const message = stored({ exchange, routingKey, body: Buffer.from(body as Uint8Array), properties, headers });
    demandSize(message);
    if (!this.topology.hasExchange(exchange))
      throw new ContractError("exchange-missing", `the broker in memory has no exchange "${exchange}"`);
    return this.topology.publish(message).taken.length > 0;
  }

  messages(queue: string): readonly QueuedMessage[] {
    const found = this.#queue(queue);
    return found.entries().map((entry) => view(entry, found.kind));
  }

  queueDepth(queue: string): QueueDepth {
    const { ready, unsettled, held } = this.#queue(queue);
    return { ready, unsettled, held };
  }

  queueNames(): readonly string[] {
    return this.topology.queues().map(({ name }) => name);
  }

  disconnect(service?: string): void {
    for (const connection of this.#connections(service)) connection.lose("closed by an operator");
  }

  block(reason = "an alarm was raised"): void {
    this.#alarm = reason;
    for (const connection of this.#connections()) connection.alarmed();
  }

  unblock(): void {
    this.#alarm = undefined;
    for (const connection of this.#connections()) connection.alarmed();
  }

  stop(): void {
    this.#up = false;
    for (const connection of this.#connections()) connection.lose("the broker shuts down");
    for (const { name, durable } of this.topology.queues()) if (!durable) this.topology.deleteQueue(name);
  }

  start(): void {
    this.#up = true;
    for (const connection of this.#connections()) connection.reopen();
  }

  restart(): void {
    this.stop();
    this.start();
  }

  deleteQueue(name: string): void {
    this.topology.deleteQueue(name);
  }

  deleteExchange(name: string): void {
    this.topology.deleteExchange(name);
  }

  importDefinitions(definitions: BrokerDefinitions): void {
    this.#definitions = { ...this.#definitions, ...definitions };
    this.#apply(definitions);
  }

  async idle(): Promise<void> {
    await turn();
    while (!this.isIdle) {
      if (this.jobs.idle) await this.jobs.activity();
      await turn();
    }
  }

  close(): void {
    for (const connection of this.#connections()) connection.close();
    for (const { name } of this.topology.queues()) this.topology.deleteQueue(name);
  }

  #connections(service?: string): MemoryConnection[] {
    const mine: MemoryConnection[] = [];
    for (const [transport, user] of this.#transports) {
      if (transport.connections.every(({ state }) => state === "closed")) this.#transports.delete(transport);
      else if (service === undefined || service === user) mine.push(...transport.connections);
    }
    return mine;
  }

  #queue(name: string) {
    const found = this.topology.findQueue(name);
    if (found === undefined) throw new ContractError("queue-missing", `the broker in memory has no queue "${name}"`);
    return found;
  }

  #apply(definitions: BrokerDefinitions): void {
    try {
      this.topology.apply(definitions);
    } catch (refusal) {
      throw new ContractError("configuration", `these definitions cannot be imported: ${String(refusal)}`, {
        cause: refusal,
      });
    }
  }
}
