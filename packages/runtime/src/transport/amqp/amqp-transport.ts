import type { ConsumeMessage } from "amqplib";
import type { Clock } from "../../clock.js";
import { systemClock } from "../../clock.js";
import { ContractError } from "../../contract-error.js";
import type { Settings } from "../../defaults.js";
import { within } from "../../within.js";
import type { AccessOptions } from "../access.js";
import { away } from "../publish-error.js";
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
  TransportProvider,
} from "../transport.js";
import type { Trouble } from "../trouble.js";
import { troublesOf } from "../trouble.js";
import { consumeChannels } from "./amqp-consume-channel.js";
import { browseQueue } from "./browse-queue.js";
import { ConnectionSupervisor } from "./connection-supervisor.js";
import { missingTopology } from "./missing-topology.js";
import { PublishChannels } from "./publish-channels.js";

export interface AmqpTransportOptions extends TransportOptions {
  readonly urls: readonly string[];
  readonly access: AccessOptions;
}

/**
 * RabbitMQ by amqplib. Two connections: in an alarm the broker stops reading from a connection that publishes, and a shared
 * one would stop consuming with it (measured: 0 of 20 handled, with two 20 of 20).
 */
class AmqpTransport implements Transport {
  readonly clock: Clock = systemClock;
  readonly #connections: Readonly<Record<ConnectionRole, ConnectionSupervisor>>;
  readonly #channels: PublishChannels;
  readonly #settings: Settings;
  readonly #subscriptions = new Set<QueueSubscription<ConsumeMessage>>();

  constructor(options: AmqpTransportOptions) {
    const { urls, access, settings, service, onState } = options;
    const supervise = (role: ConnectionRole): ConnectionSupervisor =>
      new ConnectionSupervisor({
        urls,
        access,
        settings,
        what: `${role} connection`,
        name: `${service} (${role})`,
        onState: (state, reason) => {
          onState(role, state, reason);
          if (role === "publish") this.#channels.noteState(state);
        },
      });
    this.#connections = { publish: supervise("publish"), consume: supervise("consume") };
    this.#channels = new PublishChannels(this.#connections.publish, settings);
    this.#settings = settings;
  }

  async start(): Promise<void> {
    const { publish, consume } = this.#connections;
    try {
      await Promise.all([publish.start(), consume.start()]);
    } catch (error) {
      await Promise.all([publish.close(), consume.close()]);
      throw error;
    }
  }

  state(role: ConnectionRole): ConnectionState {
    return this.#connections[role].state;
  }

  troubles(): readonly Trouble[] {
    return [...troublesOf([...Object.values(this.#connections), ...this.#subscriptions]), ...this.#channels.troubles()];
  }

  async refreshCredentials(): Promise<void> {
    await Promise.all(Object.values(this.#connections).map((connection) => connection.refreshCredentials()));
  }

  publish(message: OutboundMessage, purpose?: PublishPurpose): Promise<void> {
    return this.#channels.publish(message, purpose === "settle");
  }

  writable(signal?: AbortSignal): Promise<void> {
    return this.#channels.writable(signal);
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const channels = consumeChannels(this.#connections.consume, this.#settings);
    const subscription = new QueueSubscription(channels, options, this.#subscriptions);
    await subscription.start();
    return subscription;
  }

  async browse(queue: string, options: BrowseOptions): Promise<number> {
    const { offline } = this.#settings.timeouts;
    const connection = await within(offline, this.#connections.consume.ready(), () => away(offline));
    return await browseQueue(connection, queue, options);
  }

  async missing(topology: RequiredTopology): Promise<readonly string[]> {
    const { offline } = this.#settings.timeouts;
    const asked = this.#connections.consume.ready().then((connection) => missingTopology(connection, topology));
    return await within(
      offline,
      asked,
      () => new ContractError("offline", `the broker did not say within ${offline} ms what it holds`),
    );
  }

  async close(deadlineMs: number): Promise<number> {
    const unconfirmed = await this.#channels.flush(deadlineMs);
    await Promise.all([this.#connections.publish.close(), this.#connections.consume.close()]);
    return unconfirmed;
  }
}

/** A RabbitMQ, or the nodes of one cluster. Opens both connections. */
export function amqpProvider(urls: readonly string[], access: AccessOptions = {}): TransportProvider {
  return {
    async open(options) {
      const transport = new AmqpTransport({ ...options, urls, access });
      await transport.start();
      return transport;
    },
  };
}
