import { connect } from "amqp-connection-manager";
import type { ConfirmChannel } from "amqplib";
import type { Peer } from "./peer.js";
import { ReturnedIds } from "./returned-ids.js";

/**
 * README, "connect(urls, options)": several URLs are tried round-robin; heartbeats of 5 s and a reconnect after as long are the
 * defaults, and are left.
 */
const OPTIONS = { connectionOptions: { noDelay: true } } as const;

/** amqp-connection-manager: a channel wrapper that queues what is published while it is away, and sends it again. */
export const connectionManagerPeer: Peer = {
  name: "amqp-connection-manager",
  version: "5.0.0",
  notes: [
    "publishes wait without a bound while it is away, and are sent again when their confirm was lost",
    "no word of readiness but `isConnected()`",
    "returns are matched by our own code",
  ],
  async publisher({ urls, exchange, routingKey, type }) {
    const returned = new ReturnedIds();
    const connection = connect([...urls], OPTIONS);
    // README, "createChannel(options)": `json`, and `confirm` by default; `publishTimeout`, which else is none.
    const channel = connection.createChannel({
      json: true,
      publishTimeout: 30_000,
      setup: async (opened: ConfirmChannel) => void opened.on("return", returned.note),
    });
    channel.on("error", ignore);
    await channel.waitForConnect();
    return {
      async publish(id, body) {
        const options = {
          persistent: true,
          mandatory: true,
          messageId: id,
          type,
          contentType: "application/json",
          headers: { "x-version": 2 },
        };
        try {
          await channel.publish(exchange, routingKey, body, options);
          return returned.take(id) ? "returned" : "confirmed";
        } catch (error) {
          // README, "publish": rejects "if the broker refuses the message", or after the time-out, after which it "may still end up
          // getting delivered".
          return error instanceof Error && error.message === "message nacked" ? "nacked" : "unknown";
        }
      },
      close: async () => {
        await channel.close().catch(ignore);
        await connection.close().catch(ignore);
      },
    };
  },
  async consumer({ urls, queue, prefetch }, handled) {
    const connection = connect([...urls], OPTIONS);
    const channel = connection.createChannel({ json: true });
    channel.on("error", ignore);
    // Its declaration: "This consumer will be reconnected on cancellation and channel errors."
    await channel.consume(
      queue,
      async (message) => {
        await handled(String(message.properties.messageId));
        channel.ack(message); // README: does "nothing if the underlying channel is not connected"
      },
      { prefetch },
    );
    await channel.waitForConnect();
    return {
      close: async () => {
        await channel.close().catch(ignore);
        await connection.close().catch(ignore);
      },
    };
  },
};

function ignore(): void {}
