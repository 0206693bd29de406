import { createRequire } from "node:module";
import type { Broker } from "rascal";
import type { ConsumerOptions, Outcome, Subject } from "../subject.js";
import { attemptOf, propertiesOf } from "./peer-message.js";

// A CommonJS package whose names Node does not find when it is imported.
const { BrokerAsPromised, withDefaultConfig } = createRequire(import.meta.url)("rascal") as typeof import("rascal");

/** README, "Nack with Requeue": with a pause before it, so that the message does not go round in a tight loop. */
const AGAIN = [{ strategy: "nack", defer: 1_000, requeue: true }];

/**
 * rascal with its default configuration, which its README recommends throughout: confirms, persistence, mandatory, retries, a
 * time-out of 10 s for a confirm ("Timeouts"). It has no notion of readiness.
 */
export const rascal: Subject = {
  id: "rascal",
  package: "rascal",
  async startPublisher({ urls }) {
    const exchange = "loan-origination";
    // README, "Exchanges": the topology is checked, not asserted.
    const broker = await created(urls(exchange), {
      exchanges: { [exchange]: { assert: false, check: true } },
      publications: { events: { exchange } },
    });
    return {
      async publish(load) {
        try {
          const sent = { routingKey: load.routingKey, options: propertiesOf(load) };
          const publication = await broker.publish("events", load.payload, sent);
          return await new Promise<Outcome>((resolve) => {
            let returned = false;
            publication
              .on("return", () => {
                returned = true;
              })
              // README, "Publications": "success" comes with the confirm, and a return may be told beside it.
              .on("success", () => setImmediate(() => resolve(returned ? "returned" : "confirmed")))
              .on("error", (error) => resolve(error.message === "message nacked" ? "nacked" : "unknown"));
          });
        } catch {
          return "not-sent";
        }
      },
      ready: () => undefined,
      close: () => broker.shutdown().catch(ignore),
    };
  },
  async startConsumer(options) {
    const brokers = await Promise.all(options.queues.map((queue) => consume(queue, options)));
    return {
      ready: () => undefined,
      close: async () => void (await Promise.all(brokers.map((broker) => broker.shutdown().catch(ignore)))),
    };
  },
};

async function consume(
  { service, queue }: ConsumerOptions["queues"][number],
  { urls, prefetch, handle }: ConsumerOptions,
): Promise<Broker> {
  const broker = await created(urls(service), {
    queues: { [queue]: { assert: false, check: true } },
    subscriptions: { events: { queue, prefetch } },
  });
  const subscription = await broker.subscribe("events");
  const subscribed = new Promise<void>((resolve) => subscription.once("subscribed", resolve));
  subscription
    // README, "Very Important Section About Event Handling": every one of them needs a listener.
    .on("error", ignore)
    .on("cancel", ignore)
    .on("invalid_content", ignore)
    .on("message", ({ properties: { messageId, headers } }, payload, ackOrNack) => {
      handle({ queue, id: String(messageId), payload, attempt: attemptOf(headers) }).then(
        () => ackOrNack(),
        (error: Error) => ackOrNack(error, AGAIN),
      );
    });
  await subscribed;
  return broker;
}

/** README, "Cluster Connections": an array of them, in random order by default. */
async function created(urls: readonly string[], used: object): Promise<Broker> {
  const vhost = decodeURIComponent(new URL(urls[0] ?? "").pathname.slice(1));
  const config = { vhosts: { [vhost]: { connections: [...urls], ...used } } };
  const broker = await BrokerAsPromised.create(withDefaultConfig(config));
  broker.on("error", ignore);
  return broker;
}

function ignore(): void {}
