import type { Channel, ConsumeMessage } from "amqplib";
import { IllegalOperationError } from "amqplib";
import { backoff, pause } from "../../backoff.js";
import type { Settings } from "../../defaults.js";
import { reasonText, subscribeFailed } from "../channel-error.js";
import type { ConsumeChannel, ConsumeChannels } from "../queue-subscription.js";
import type { QueueBinding, QueuedMessage } from "../transport.js";
import { closeQuietly } from "./close-quietly.js";
import type { ConnectionSupervisor } from "./connection-supervisor.js";
import { isUnreadable } from "./guard-headers.js";
import { queuedMessage } from "./queued-message.js";

/** Channels for consumers, on the supervisor's living connection. */
export function consumeChannels(supervisor: ConnectionSupervisor, settings: Settings): ConsumeChannels<ConsumeMessage> {
  return {
    async open(ended) {
      const connection = await Promise.race([supervisor.ready(), ended]);
      try {
        return new AmqpConsumeChannel(await connection.createChannel());
      } catch (error) {
        if (error instanceof IllegalOperationError) supervisor.suspect(connection, error);
        throw error;
      }
    },
    beforeAttempt: (attempt, signal) => pause(backoff(attempt, settings.timeouts.backoffCap), signal),
    steadyAfter: 1_000,
    reasonText,
    refusal: subscribeFailed,
  };
}

class AmqpConsumeChannel implements ConsumeChannel<ConsumeMessage> {
  readonly #channel: Channel;
  #tag = "";
  fault: unknown;

  constructor(channel: Channel) {
    this.#channel = channel;
    channel.on("error", (error: Error) => {
      this.fault = error;
    });
  }

  async declareInstance(queue: string, bindings: readonly QueueBinding[]): Promise<void> {
    const instance = { exclusive: true, durable: false, arguments: { "x-queue-type": "classic" } };
    await this.#channel.assertQueue(queue, instance);
    for (const { exchange, routingKey } of bindings) await this.#channel.bindQueue(queue, exchange, routingKey);
  }

  async consume(queue: string, prefetch: number, onMessage: (message: ConsumeMessage | null) => void): Promise<void> {
    await this.#channel.prefetch(prefetch);
    const { consumerTag } = await this.#channel.consume(queue, onMessage);
    this.#tag = consumerTag;
  }

  async cancel(): Promise<void> {
    await this.#channel.cancel(this.#tag);
  }

  read(message: ConsumeMessage): QueuedMessage {
    return queuedMessage(message);
  }

  isUnreadable(message: ConsumeMessage): boolean {
    return isUnreadable(message);
  }

  ack(message: ConsumeMessage): void {
    this.#channel.ack(message);
  }

  requeue(message: ConsumeMessage): void {
    this.#channel.nack(message, false, true);
  }

  reject(message: ConsumeMessage): void {
    this.#channel.nack(message, false, false);
  }

  onClosed(told: () => void): void {
    this.#channel.on("close", told);
  }

  close(): Promise<void> {
    return closeQuietly(this.#channel);
  }
}
