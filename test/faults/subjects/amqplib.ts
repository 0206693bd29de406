import { type ChannelModel, type ConfirmChannel, connect, type RecoveringChannelModel } from "amqplib";
import type { ConsumerOptions, Outcome, Subject } from "../subject.js";
import { parsed, propertiesOf, settled } from "./peer-message.js";
import { ReturnedIds } from "./returned-ids.js";

/** README, "Opt-in recovery": the options of its example; `setup` is "called after every successful (re)connect". */
const RECOVERY = { initialDelay: 200, maxDelay: 5_000, factor: 2, jitter: 0.2, maxRetries: Number.POSITIVE_INFINITY };

/**
 * amqplib with its own `recovery` on. It connects to one URL: the README knows no list of hosts. It recovers connections, and
 * opens no channel again that the broker has closed; it has no time-out of a confirm and no notion of readiness.
 */
export const amqplib: Subject = {
  id: "amqplib",
  package: "amqplib",
  async startPublisher({ urls }) {
    const returned = new ReturnedIds();
    let channel: ConfirmChannel | undefined;
    const connection = await open(urls("loan-origination"), async (model) => {
      // README, "Promise API example": a confirm channel, whose callback is the confirm.
      const opened = await model.createConfirmChannel();
      opened.on("error", ignore);
      opened.on("return", returned.note);
      channel = opened;
    });
    return {
      publish(load) {
        return new Promise<Outcome>((resolve) => {
          const options = { ...propertiesOf(load), persistent: true, mandatory: true };
          const body = Buffer.from(JSON.stringify(load.payload));
          try {
            if (channel === undefined) return resolve("not-sent");
            channel.publish(load.exchange, load.routingKey, body, options, (error: unknown) => {
              if (!error) return resolve(returned.take(load.id) ? "returned" : "confirmed");
              // A nack and the death of the channel come as errors of one kind; the words alone tell them apart.
              resolve(error instanceof Error && error.message === "message nacked" ? "nacked" : "unknown");
            });
          } catch {
            resolve("not-sent"); // IllegalOperationError: the channel is closed
          }
        });
      },
      ready: () => undefined,
      close: () => connection.close().catch(ignore),
    };
  },
  async startConsumer(options) {
    const connections = await Promise.all(options.queues.map((queue) => consume(queue, options)));
    return {
      ready: () => undefined,
      close: async () => void (await Promise.all(connections.map((each) => each.close().catch(ignore)))),
    };
  },
};

/** README: "Recreate topology/consumers here." */
function consume(
  { service, queue }: ConsumerOptions["queues"][number],
  { urls, prefetch, handle }: ConsumerOptions,
): Promise<RecoveringChannelModel> {
  return open(urls(service), async (model) => {
    const channel = await model.createChannel();
    channel.on("error", ignore);
    await channel.prefetch(prefetch);
    await channel.consume(queue, (message) => {
      if (message === null) return; // the consumer was cancelled; the README says nothing of it
      const received = parsed(queue, message);
      void settled(handle(received), {
        ack: () => channel.ack(message),
        again: () => channel.nack(message),
      });
    });
  });
}

async function open(
  [url = ""]: readonly string[],
  setup: (model: ChannelModel) => Promise<void>,
): Promise<RecoveringChannelModel> {
  const connection = await connect(url, { noDelay: true, recovery: { ...RECOVERY, setup } });
  connection.on("error", ignore);
  return connection;
}

function ignore(): void {}
