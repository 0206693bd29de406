import { Connection } from "rabbitmq-client";
import type { Peer, PeerOptions } from "./peer.js";
import { ReturnedIds } from "./returned-ids.js";

/** rabbitmq-client: its Consumer and Publisher, which "are recommended for most cases" (README, "createConsumer() vs basicConsume()"). */
export const rabbitmqClientPeer: Peer = {
  name: "rabbitmq-client",
  version: "5.0.8",
  notes: [
    "no word of readiness but the connection's",
    "returns are matched by our own code",
    "a throw of its own is told as unknown",
  ],
  async publisher(options) {
    const { exchange, routingKey, type } = options;
    const returned = new ReturnedIds();
    const rabbit = await connected(options);
    // README, "Quick start": `confirm: true` and `maxAttempts: 2` ("Enable retries").
    const publisher = rabbit.createPublisher({ confirm: true, maxAttempts: 2 });
    publisher.on("basic.return", returned.note);
    return {
      async publish(id, body) {
        try {
          await publisher.send(
            { exchange, routingKey, durable: true, mandatory: true, messageId: id, type, headers: { "x-version": 2 } },
            body,
          );
          return returned.take(id) ? "returned" : "confirmed";
        } catch (error) {
          const code = (error as { code?: string }).code;
          return code === "NACK" ? "nacked" : "unknown";
        }
      },
      async close() {
        await publisher.close().catch(ignore);
        await rabbit.close().catch(ignore);
      },
    };
  },
  async consumer(options, handled) {
    const rabbit = await connected(options);
    // README, "Quick start": "The message is automatically acknowledged when this function ends."
    const consumer = rabbit.createConsumer(
      { queue: options.queue, queueOptions: { passive: true }, qos: { prefetchCount: options.prefetch } },
      async (message) => {
        await handled(String(message.messageId));
      },
    );
    consumer.on("error", ignore);
    await new Promise<void>((resolve) => consumer.once("ready", resolve));
    return {
      async close() {
        await consumer.close().catch(ignore);
        await rabbit.close().catch(ignore);
      },
    };
  },
};

async function connected({ urls }: PeerOptions): Promise<Connection> {
  const [url = ""] = urls;
  const hosts = urls.map((each) => new URL(each).host);
  const rabbit = new Connection(hosts.length > 1 ? { url, hosts } : { url });
  rabbit.on("error", ignore);
  await rabbit.onConnect();
  return rabbit;
}

function ignore(): void {}
