import type { Clock } from "../../clock.js";
import type { BrokerDefinitions, PolicyEntry } from "./definitions.js";
import type { Destination } from "./exchange.js";
import { MemoryExchange } from "./exchange.js";
import type { JobQueue } from "./job-queue.js";
import type { QueueKind } from "./policy.js";
import { alternateByPolicy, rulesOf } from "./policy.js";
import { MemoryQueue } from "./queue.js";
import { notFound } from "./refusal.js";
import type { DeathReason, StoredMessage } from "./stored-message.js";
import { withDeath } from "./stored-message.js";

/** What became of a published message. */
export interface Routed {
  /** Queues that took it. */
  readonly taken: readonly MemoryQueue[];
  /** Queues that refused it. */
  readonly refused: readonly MemoryQueue[];
}

/** A message's way: an exchange by name and the keys that it is routed by. */
export interface Way {
  readonly exchange: string;
  readonly keys: readonly string[];
}

/** Exchanges, queues, bindings and policies, and how messages move between them. */
export class Topology {
  readonly #clock: Clock;
  readonly #jobs: JobQueue;
  readonly #onStored: (queue: MemoryQueue, message: StoredMessage) => void;
  readonly #exchanges = new Map<string, MemoryExchange>();
  readonly #queues = new Map<string, MemoryQueue>();
  readonly #arguments = new Map<string, Readonly<Record<string, unknown>>>();
  #policies: readonly PolicyEntry[] = [];
  #retrying = false;
  #onChange: (() => void)[] = [];

  constructor(clock: Clock, jobs: JobQueue, onStored: (queue: MemoryQueue, message: StoredMessage) => void) {
    this.#clock = clock;
    this.#jobs = jobs;
    this.#onStored = onStored;
  }

  /** Adds what is missing and follows the policies given, as an import of definitions does. */
  apply(definitions: BrokerDefinitions): void {
    if (definitions.policies !== undefined) this.#policies = definitions.policies;
    for (const exchange of definitions.exchanges ?? []) {
      if (!this.#exchanges.has(exchange.name)) this.#exchanges.set(exchange.name, new MemoryExchange(exchange));
    }
    for (const { name, durable = true, arguments: args = {} } of definitions.queues ?? []) {
      if (!this.#queues.has(name)) this.declareQueue(name, kindOf(args), durable, args);
    }
    for (const { source, destination, destination_type, routing_key } of definitions.bindings ?? []) {
      this.bind(source, routing_key, {
        kind: destination_type === "exchange" ? "exchange" : "queue",
        name: destination,
      });
    }
    for (const [name, queue] of this.#queues) {
      queue.follow(rulesOf(this.#policies, name, queue.kind, this.#arguments.get(name) ?? {}));
    }
    this.#changed();
  }

  /** Resolves when something has been declared, bound or set otherwise. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#onChange.push(resolve));
  }

  queues(): readonly MemoryQueue[] {
    return [...this.#queues.values()];
  }

  hasExchange(name: string): boolean {
    return name === "" || this.#exchanges.has(name);
  }

  findQueue(name: string): MemoryQueue | undefined {
    return this.#queues.get(name);
  }

  /** @throws Refusal 404 */
  queue(name: string): MemoryQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw notFound("queue", name);
    return queue;
  }

  /** Whether topic permissions hold there. */
  isTopic(exchange: string): boolean {
    return this.#exchanges.get(exchange)?.type === "topic";
  }

  declareQueue(
    name: string,
    kind: QueueKind,
    durable: boolean,
    args: Readonly<Record<string, unknown>> = {},
  ): MemoryQueue {
    const rules = rulesOf(this.#policies, name, kind, args);
    const queue = new MemoryQueue({ name, kind, durable }, rules, {
      clock: this.#clock,
      jobs: this.#jobs,
      deadLetter: (message, from, reason) => this.#deadLetter(message, from, reason),
      onRoom: () => this.#retryLetters(),
    });
    this.#queues.set(name, queue);
    this.#arguments.set(name, args);
    this.#changed();
    return queue;
  }

  /** @throws Refusal 404 */
  bind(exchange: string, key: string, to: Destination): void {
    const source = this.#exchanges.get(exchange);
    if (source === undefined) throw notFound("exchange", exchange);
    if (to.kind === "queue") this.queue(to.name);
    else if (!this.hasExchange(to.name)) throw notFound("exchange", to.name);
    source.bind(key, to);
    this.#changed();
  }

  deleteQueue(name: string): void {
    this.#queues.get(name)?.end();
    this.#queues.delete(name);
    this.#arguments.delete(name);
    for (const exchange of this.#exchanges.values()) exchange.unbindAll({ kind: "queue", name });
  }

  deleteExchange(name: string): void {
    this.#exchanges.delete(name);
    for (const exchange of this.#exchanges.values()) exchange.unbindAll({ kind: "exchange", name });
  }

  /** Puts a message into every queue that its way leads to. @throws Refusal 404 for an exchange that is missing */
  publish(message: StoredMessage): Routed {
    if (!this.hasExchange(message.exchange)) throw notFound("exchange", message.exchange);
    return this.#put(message, this.#route({ exchange: message.exchange, keys: keysOf(message) }));
  }

  #put(message: StoredMessage, queues: Iterable<MemoryQueue>): Routed {
    const taken: MemoryQueue[] = [];
    const refused: MemoryQueue[] = [];
    for (const queue of queues) {
      const isTaken = queue.offer(message);
      (isTaken ? taken : refused).push(queue);
      if (isTaken) this.#onStored(queue, message);
    }
    return { taken, refused };
  }

  #route({ exchange, keys }: Way, seen: Set<string> = new Set()): Set<MemoryQueue> {
    const found = new Set<MemoryQueue>();
    const add = (name: string): void => {
      const queue = this.#queues.get(name);
      if (queue !== undefined) found.add(queue);
    };
    if (exchange === "") for (const key of keys) add(key);
    const from = this.#exchanges.get(exchange);
    if (from === undefined || seen.has(exchange)) return found;
    seen.add(exchange);
    const destinations = keys.flatMap((key) => from.route(key));
    const alternate = from.alternate ?? alternateByPolicy(this.#policies, exchange);
    const next = destinations.flatMap(({ kind, name }) => (kind === "exchange" ? [name] : []));
    if (destinations.length === 0 && alternate !== undefined) next.push(alternate);
    for (const { kind, name } of destinations) if (kind === "queue") add(name);
    for (const name of next) for (const queue of this.#route({ exchange: name, keys }, seen)) found.add(queue);
    return found;
  }

  #deadLetter(message: StoredMessage, from: MemoryQueue, reason: DeathReason): boolean {
    const { deadLetterExchange: exchange = "", deadLetterRoutingKey: key } = from.rules;
    const dead = withDeath(
      message,
      {
        queue: from.name,
        reason,
        exchange: message.exchange,
        routingKeys: keysOf(message),
        time: this.#clock.now(),
      },
      key,
    );
    const routed = [...this.#route({ exchange, keys: keysOf(dead) })];
    // A circle that nobody's rejection is part of would turn for ever; the broker drops what goes round in one.
    const targets = routed.filter(({ name }) => !isCircle(dead, name));
    if (routed.length > 0 && targets.length === 0) return true;
    const { taken, refused } = this.#put({ ...dead, exchange }, targets);
    return taken.length > 0 && refused.length === 0;
  }

  /** Letters wait for room in their next place; whoever makes room need not know for whom. */
  #retryLetters(): void {
    if (this.#retrying || !this.#holdsLetters()) return;
    this.#retrying = true;
    this.#jobs.add(() => {
      this.#retrying = false;
      for (const queue of this.#queues.values()) queue.retryLetters();
    });
  }

  #holdsLetters(): boolean {
    for (const { held } of this.#queues.values()) if (held > 0) return true;
    return false;
  }

  #changed(): void {
    for (const tell of this.#onChange.splice(0)) tell();
    this.#retryLetters();
  }
}

function keysOf({ routingKey, otherKeys }: StoredMessage): readonly string[] {
  return otherKeys.length === 0 ? [routingKey] : [routingKey, ...otherKeys];
}

function isCircle({ deaths }: StoredMessage, target: string): boolean {
  const round = deaths.findIndex(({ queue }) => queue === target);
  return round >= 0 && deaths.slice(0, round + 1).every(({ reason }) => reason !== "rejected");
}

function kindOf(args: Readonly<Record<string, unknown>>): QueueKind {
  return args["x-queue-type"] === "quorum" ? "quorum" : "classic";
}
