import { type AmqpConnectionManager, type ChannelWrapper, connect } from "amqp-connection-manager";
import type { ConfirmChannel } from "amqplib";
import type { ConsumerOptions, Subject } from "../subject.js";
import { parsed, propertiesOf, settled } from "./peer-message.js";
import { ReturnedIds } from "./returned-ids.js";

/**
 * README, "connect(urls, options)": several URLs are tried round-robin; heartbeats of 5 s and a reconnect after as long are the
 * defaults, and are left.
 */
const OPTIONS = { connectionOptions: { noDelay: true } } as const;

interface Opened {
  readonly connection: AmqpConnectionManager;
  readonly channel: ChannelWrapper;
}

/**
 * amqp-connection-manager: a channel wrapper that queues what is published while it is away, without a bound, and sends again what
 * had no confirm when its channel was lost.
 */
export const connectionManager: Subject = {
  id: "amqp-connection-manager",
  package: "amqp-connection-manager",
  async startPublisher({ urls }) {
    const returned = new ReturnedIds();
    const connection = connect([...urls("loan-origination")], OPTIONS);
    // README, "createChannel(options)": `json`; `confirm` by default; `publishTimeout`, which else is none.
    const channel = connection.createChannel({
      json: true,
      publishTimeout: 30_000,
      setup: async (opened: ConfirmChannel) => void opened.on("return", returned.note),
    });
    channel.on("error", ignore);
    await channel.waitForConnect();
    return {
      async publish(load) {
        try {
          const options = { ...propertiesOf(load), persistent: true, mandatory: true };
          await channel.publish(load.exchange, load.routingKey, load.payload, options);
          return returned.take(load.id) ? "returned" : "confirmed";
        } catch (error) {
          // README, "publish": rejects "if the broker refuses the message", or after the time-out, after which it "may still end up
          // getting delivered".
          return error instanceof Error && error.message === "message nacked" ? "nacked" : "unknown";
        }
      },
      ready: () => connection.isConnected(),
      close: () => close({ connection, channel }),
    };
  },
  async startConsumer(options) {
    const opened = await Promise.all(options.queues.map((queue) => consume(queue, options)));
    return {
      ready: () => opened.every(({ connection }) => connection.isConnected()),
      close: async () => void (await Promise.all(opened.map(close))),
    };
  },
};

async function consume(
  { service, queue }: ConsumerOptions["queues"][number],
  { urls, prefetch, handle }: ConsumerOptions,
): Promise<Opened> {
  const connection = connect([...urls(service)], OPTIONS);
  const channel = connection.createChannel({ json: true });
  channel.on("error", ignore);
  // Its declaration: "This consumer will be reconnected on cancellation and channel errors."
  await channel.consume(
    queue,
    (message) => {
      // README, "ack and nack": they do "nothing if the underlying channel is not connected".
      const ways = { ack: () => channel.ack(message), again: () => channel.nack(message) };
      void settled(handle(parsed(queue, message)), ways);
    },
    { prefetch },
  );
  await channel.waitForConnect();
  return { connection, channel };
}

async function close({ connection, channel }: Opened): Promise<void> {
  await channel.close().catch(ignore);
  await connection.close().catch(ignore);
}

function ignore(): void {}
