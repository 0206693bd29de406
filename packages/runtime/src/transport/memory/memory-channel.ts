import type { ConsumeChannel } from "../queue-subscription.js";
import type { QueueBinding, QueuedMessage } from "../transport.js";
import type { MemoryConnection, OnConnection } from "./memory-connection.js";
import type { MemoryConsumer, MemoryQueue, Settlement } from "./queue.js";
import { Refusal } from "./refusal.js";
import type { Entry } from "./stored-message.js";
import { view } from "./stored-message.js";

/** An entry in the hands of a channel. */
export interface Taken {
  readonly queue: MemoryQueue;
  readonly entry: Entry;
  /** What the same consumer has taken and not settled. */
  readonly hands: Hands;
}

interface Hands {
  full: number;
}

/** A channel: it knows what it has taken and not settled, and gives it back when it ends. */
export class MemoryChannel implements ConsumeChannel<Taken>, OnConnection {
  readonly #connection: MemoryConnection;
  readonly #taken = new Set<Taken>();
  readonly #onClosed: (() => void)[] = [];
  #consumer: { readonly queue: MemoryQueue; readonly consumer: MemoryConsumer } | undefined;
  #open = true;
  fault: unknown;

  constructor(connection: MemoryConnection) {
    this.#connection = connection;
    connection.add(this);
  }

  async declareInstance(name: string, bindings: readonly QueueBinding[]): Promise<void> {
    const { rights, broker } = this.#connection;
    const { topology } = broker;
    await this.#orClose(() => {
      rights.demand("configure", "queue", name);
      if (topology.findQueue(name) === undefined) {
        topology.declareQueue(name, "classic", false);
        this.#connection.own(name);
      }
      this.#queue(name);
      for (const { exchange, routingKey } of bindings) {
        rights.demand("write", "queue", name);
        rights.demand("read", "exchange", exchange);
        if (topology.isTopic(exchange)) rights.demandTopic("read", exchange, routingKey);
        topology.bind(exchange, routingKey, { kind: "queue", name });
      }
    });
  }

  async consume(name: string, prefetch: number, onMessage: (message: Taken | null) => void): Promise<void> {
    await this.#orClose(() => {
      const queue = this.#queue(name);
      // The prefetch is this consumer's own: what an earlier one on this channel has taken does not count.
      const hands: Hands = { full: 0 };
      const consumer: MemoryConsumer = {
        hasRoom: () => hands.full < prefetch,
        deliver: (entry) => onMessage(this.#take(queue, entry, hands)),
        cancelled: () => this.#connection.broker.jobs.add(() => onMessage(null)),
      };
      this.#consumer = { queue, consumer };
      queue.addConsumer(consumer);
    });
  }

  async cancel(): Promise<void> {
    this.#consumer?.queue.removeConsumer(this.#consumer.consumer);
    this.#consumer = undefined;
  }

  /** Takes one message without consuming. @throws Refusal */
  get(name: string): Taken | undefined {
    const queue = this.#queue(name);
    const entry = queue.take();
    return entry === undefined ? undefined : this.#take(queue, entry, { full: 0 });
  }

  read({ queue, entry }: Taken): QueuedMessage {
    return view(entry, queue.kind);
  }

  isUnreadable(): boolean {
    return false;
  }

  ack(taken: Taken): void {
    this.#settle(taken, "ack");
  }

  requeue(taken: Taken): void {
    this.#settle(taken, "requeue");
  }

  reject(taken: Taken): void {
    this.#settle(taken, "reject");
  }

  onClosed(told: () => void): void {
    this.#onClosed.push(told);
  }

  async close(): Promise<void> {
    this.#end();
  }

  lost(reason: Refusal): void {
    this.#end(reason);
  }

  /** The queue, when there is one and this user may read it here. */
  #queue(name: string): MemoryQueue {
    this.#demandOpen();
    const { rights, broker } = this.#connection;
    rights.demand("read", "queue", name);
    const queue = broker.topology.queue(name);
    if (!queue.durable && !this.#connection.owns(name)) {
      throw new Refusal(405, `RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '${name}'`);
    }
    return queue;
  }

  #take(queue: MemoryQueue, entry: Entry, hands: Hands): Taken {
    const taken = { queue, entry, hands };
    hands.full += 1;
    this.#taken.add(taken);
    return taken;
  }

  #settle(taken: Taken, how: Settlement): void {
    this.#demandOpen();
    if (!this.#taken.delete(taken)) return;
    taken.hands.full -= 1;
    taken.queue.settle(taken.entry, how);
  }

  #demandOpen(): void {
    if (!this.#open) throw this.fault ?? new Refusal(504, "CHANNEL_ERROR - the channel is closed");
  }

  /** What the broker refuses costs the channel. */
  async #orClose(work: () => void): Promise<void> {
    try {
      work();
    } catch (refusal) {
      this.#end(refusal);
      throw refusal;
    }
  }

  #end(fault?: unknown): void {
    if (!this.#open) return;
    this.#open = false;
    this.fault = fault;
    this.#connection.delete(this);
    this.#consumer?.queue.removeConsumer(this.#consumer.consumer);
    const back = [...this.#taken].sort((a, b) => a.entry.place - b.entry.place);
    this.#taken.clear();
    for (const { queue, entry } of back) queue.settle(entry, "requeue");
    for (const tell of this.#onClosed) tell();
  }
}
