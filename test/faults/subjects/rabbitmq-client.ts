import { setImmediate as nextTurn } from "node:timers/promises";
import { Connection, type Consumer } from "rabbitmq-client";
import type { ConsumerOptions, Subject } from "../subject.js";
import { attemptOf } from "./peer-message.js";
import { ReturnedIds } from "./returned-ids.js";

interface Opened {
  readonly rabbit: Connection;
  readonly consumer: Consumer;
}

/** rabbitmq-client: its Consumer and Publisher, which "are recommended for most cases" (README, "createConsumer() vs basicConsume()"). */
export const rabbitmqClient: Subject = {
  id: "rabbitmq-client",
  package: "rabbitmq-client",
  async startPublisher({ urls }) {
    const returned = new ReturnedIds();
    const rabbit = await connected(urls("loan-origination"));
    // README, "Quick start": `confirm: true`, and `maxAttempts: 2` ("Enable retries").
    const publisher = rabbit.createPublisher({ confirm: true, maxAttempts: 2 });
    publisher.on("basic.return", returned.note);
    return {
      async publish({ id, type, version, exchange, routingKey, payload }) {
        const headers = { "x-version": version };
        try {
          await publisher.send(
            { exchange, routingKey, durable: true, mandatory: true, messageId: id, type, headers },
            payload,
          );
          // It tells of a return one turn of the event loop after it has read it.
          await nextTurn();
          return returned.take(id) ? "returned" : "confirmed";
        } catch (error) {
          return (error as { readonly code?: unknown }).code === "NACK" ? "nacked" : "unknown";
        }
      },
      ready: () => rabbit.ready,
      async close() {
        await publisher.close().catch(ignore);
        await rabbit.close().catch(ignore);
      },
    };
  },
  async startConsumer(options) {
    const opened = await Promise.all(options.queues.map((queue) => consume(queue, options)));
    return {
      ready: () => opened.every(({ rabbit }) => rabbit.ready),
      close: async () => void (await Promise.all(opened.map(close))),
    };
  },
};

/** README, "Quick start": a message is "automatically acknowledged when this function ends", and handed back when it throws. */
async function consume(
  { service, queue }: ConsumerOptions["queues"][number],
  { urls, prefetch, handle }: ConsumerOptions,
): Promise<Opened> {
  const rabbit = await connected(urls(service));
  const consumer = rabbit.createConsumer(
    { queue, queueOptions: { passive: true }, qos: { prefetchCount: prefetch } },
    async ({ messageId, headers, body }) =>
      handle({ queue, id: String(messageId), payload: body, attempt: attemptOf(headers) }),
  );
  consumer.on("error", ignore);
  await new Promise<void>((resolve) => consumer.once("ready", resolve));
  return { rabbit, consumer };
}

/** The declaration of its options: `hosts` beside `url`, "try hosts in order". */
async function connected(urls: readonly string[]): Promise<Connection> {
  const [url = ""] = urls;
  const rabbit = new Connection({ url, hosts: urls.map((each) => new URL(each).host) });
  rabbit.on("error", ignore);
  await rabbit.onConnect();
  return rabbit;
}

async function close({ rabbit, consumer }: Opened): Promise<void> {
  await consumer.close().catch(ignore);
  await rabbit.close().catch(ignore);
}

function ignore(): void {}
