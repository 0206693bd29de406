import type { Channel, ConsumeMessage } from "amqplib";
import { IllegalOperationError } from "amqplib";
import { backoff, pause } from "../../backoff.js";
import type { Settings } from "../../defaults.js";
import { reasonText, subscribeFailed } from "../channel-error.js";
import type { ConsumeChannel, ConsumeChannels } from "../queue-subscription.js";
import type { QueueBinding, QueuedMessage } from "../transport.js";
import { closeQuietly } from "./close-quietly.js";
import type { ConnectionSupervisor } from "./connection-supervisor.js";
import { countWaiting } from "./count-waiting.js";
import { GroupedAcks } from "./grouped-acks.js";
import { isUnreadable } from "./guard-headers.js";
import { handBack } from "./hand-back.js";
import { queuedMessage } from "./queued-message.js";

/** Channels for consumers, on the supervisor's living connection. */
export function consumeChannels(supervisor: ConnectionSupervisor, settings: Settings): ConsumeChannels<ConsumeMessage> {
  const { starved: after, connect: patience } = settings.timeouts;
  const waiting = (queue: string): Promise<number | undefined> => countWaiting(supervisor, queue, patience);
  return {
    ...(after === 0 ? {} : { starvation: { after, waiting } }),
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
  readonly #acks: GroupedAcks;
  #isClosing = false;
  #tag = "";
  fault: unknown;

  constructor(channel: Channel) {
    this.#channel = channel;
    this.#acks = new GroupedAcks((deliveryTag, allUpTo) => channel.ack(tagged(deliveryTag), allUpTo));
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
    this.#acks.flush();
    await this.#channel.prefetch(prefetch);
    const { consumerTag } = await this.#channel.consume(queue, onMessage);
    this.#tag = consumerTag;
  }

  async cancel(): Promise<void> {
    const cancelled = this.#channel.cancel(this.#tag);
    // Not before it: with an acknowledgement the broker sends the next message, which the cancel would put back as redelivered.
    this.#acks.flush();
    await cancelled;
  }

  read(message: ConsumeMessage): QueuedMessage {
    return queuedMessage(message);
  }

  isUnreadable(message: ConsumeMessage): boolean {
    return isUnreadable(message);
  }

  ack({ fields }: ConsumeMessage): void {
    if (this.#isClosing) throw new Error("the channel is closing");
    this.#acks.ack(fields.deliveryTag);
  }

  requeue(message: ConsumeMessage, mayBeTheCause: boolean): void {
    handBack(this.#channel, message, mayBeTheCause);
    this.#acks.settled(message.fields.deliveryTag);
  }

  reject(message: ConsumeMessage): void {
    this.#channel.nack(message, false, false);
    this.#acks.settled(message.fields.deliveryTag);
  }

  onClosed(told: () => void): void {
    this.#channel.on("close", told);
  }

  close(): Promise<void> {
    this.#acks.flush();
    this.#isClosing = true;
    return closeQuietly(this.#channel);
  }
}

/** amqplib acknowledges a message, of which it reads the tag alone. */
function tagged(deliveryTag: number): ConsumeMessage {
  return { fields: { deliveryTag } } as ConsumeMessage;
}
