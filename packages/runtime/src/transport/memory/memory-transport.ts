import type { Clock } from "../../clock.js";
import { browseFailed, reasonText, subscribeFailed } from "../channel-error.js";
import type { ConsumeChannels } from "../queue-subscription.js";
import { QueueSubscription } from "../queue-subscription.js";
import type {
  BrowseOptions,
  ConnectionRole,
  ConnectionState,
  OutboundMessage,
  PublishPurpose,
  RequiredTopology,
  SubscribeOptions,
  Subscription,
  Transport,
  TransportOptions,
} from "../transport.js";
import type { Trouble } from "../trouble.js";
import { troublesOf } from "../trouble.js";
import { turn } from "./job-queue.js";
import type { Taken } from "./memory-channel.js";
import { MemoryChannel } from "./memory-channel.js";
import type { BrokerSide } from "./memory-connection.js";
import { MemoryConnection } from "./memory-connection.js";
import { MemoryPublisher } from "./memory-publisher.js";
import type { Rights } from "./rights.js";

/** A service on a broker in memory, with two connections as on RabbitMQ. */
export class MemoryTransport implements Transport {
  readonly clock: Clock;
  readonly #connections: Readonly<Record<ConnectionRole, MemoryConnection>>;
  readonly #publisher: MemoryPublisher;
  readonly #channels: ConsumeChannels<Taken>;
  readonly #offline: number;
  readonly #subscriptions = new Set<QueueSubscription<Taken>>();

  constructor(broker: BrokerSide, rights: Rights, { settings, onState }: TransportOptions) {
    this.clock = broker.clock;
    const connection = (role: ConnectionRole): MemoryConnection =>
      new MemoryConnection({
        broker,
        rights,
        role,
        onState: (state, reason) => {
          onState(role, state, reason);
          if (role === "publish") this.#publisher.noteState(state);
        },
      });
    this.#connections = { publish: connection("publish"), consume: connection("consume") };
    this.#publisher = new MemoryPublisher(this.#connections.publish, settings);
    this.#channels = consumeChannels(this.#connections.consume);
    this.#offline = settings.timeouts.offline;
  }

  get connections(): readonly MemoryConnection[] {
    return Object.values(this.#connections);
  }

  state(role: ConnectionRole): ConnectionState {
    return this.#connections[role].state;
  }

  troubles(): readonly Trouble[] {
    return troublesOf([...this.connections, ...this.#subscriptions]);
  }

  /** Nobody's secret expires here. */
  async refreshCredentials(): Promise<void> {}

  publish(message: OutboundMessage, purpose?: PublishPurpose): Promise<void> {
    return this.#publisher.publish(message, purpose);
  }

  writable(signal?: AbortSignal): Promise<void> {
    return this.#publisher.writable(signal);
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const subscription = new QueueSubscription(this.#channels, options, this.#subscriptions);
    await subscription.start();
    return subscription;
  }

  async browse(queue: string, { limit, visit }: BrowseOptions): Promise<number> {
    await this.#connections.consume.readyWithin(this.#offline);
    const channel = new MemoryChannel(this.#connections.consume);
    let seen = 0;
    // What comes in while this runs is for the next time.
    let most = limit;
    try {
      for (; seen < most; seen += 1) {
        const taken = asked(queue, () => channel.get(queue));
        if (taken === undefined) break;
        if (seen === 0) most = Math.min(limit, 1 + taken.queue.ready);
        if ((await visit(channel.read(taken))) === "remove") asked(queue, () => channel.ack(taken));
      }
    } finally {
      await channel.close();
    }
    return seen;
  }

  async missing({ exchanges, queues }: RequiredTopology): Promise<readonly string[]> {
    await this.#connections.consume.readyWithin(this.#offline);
    const { topology } = this.#connections.consume.broker;
    return [
      ...exchanges.filter((name) => !topology.hasExchange(name)).map((name) => `exchange ${name}`),
      ...queues.filter((name) => topology.findQueue(name) === undefined).map((name) => `queue ${name}`),
    ];
  }

  /** Every confirm comes with the next turn, so none is ever missing. */
  async close(): Promise<number> {
    await turn();
    for (const connection of this.connections) connection.close();
    return 0;
  }
}

function asked<T>(queue: string, work: () => T): T {
  try {
    return work();
  } catch (refusal) {
    throw browseFailed(queue, refusal);
  }
}

function consumeChannels(connection: MemoryConnection): ConsumeChannels<Taken> {
  const { topology } = connection.broker;
  return {
    async open(ended) {
      await Promise.race([connection.ready(), ended]);
      return new MemoryChannel(connection);
    },
    /** At once when the connection is back; when that was no help, as soon as something has changed. */
    async beforeAttempt(attempt, signal) {
      if (attempt === 0) return;
      const ended = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      await Promise.race([topology.change(), ended]);
    },
    steadyAfter: 0,
    reasonText,
    refusal: subscribeFailed,
  };
}
