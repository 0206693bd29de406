import { type Broker, BrokerAsPromised, withDefaultConfig } from "rascal";
import type { Peer, PeerOptions, PeerOutcome } from "./peer.js";

/** rascal with its default configuration, which its README recommends throughout: confirms, persistence, mandatory, retries. */
export const rascalPeer: Peer = {
  name: "rascal",
  version: "21.0.1",
  notes: ["a confirm that does not come within 10 s is an error (README, Timeouts)", "no notion of readiness"],
  async publisher(options) {
    const broker = await created(options, {
      publications: { event: { exchange: options.exchange, routingKey: options.routingKey } },
    });
    const headers = { "x-version": 2 };
    return {
      async publish(id, body) {
        try {
          const sent = { options: { messageId: id, type: options.type, headers } };
          const publication = await broker.publish("event", body, sent);
          return await new Promise<PeerOutcome>((resolve) => {
            let returned = false;
            publication
              .on("return", () => {
                returned = true;
              })
              // README, Publications: "success" comes by the confirm, and a return may be told after it.
              .on("success", () => setImmediate(() => resolve(returned ? "returned" : "confirmed")))
              .on("error", (error) => resolve(error.message === "message nacked" ? "nacked" : "unknown"));
          });
        } catch {
          return "not-sent";
        }
      },
      close: () => broker.shutdown().catch(ignore),
    };
  },
  async consumer(options, handled) {
    const broker = await created(options, {
      subscriptions: { events: { queue: options.queue, prefetch: options.prefetch } },
    });
    const subscription = await broker.subscribe("events");
    const subscribed = new Promise<void>((resolve) => subscription.once("subscribed", resolve));
    subscription
      // README, "Very Important Section About Event Handling": every one of them needs a listener.
      .on("error", ignore)
      .on("cancel", ignore)
      .on("invalid_content", ignore)
      .on("message", (message, _, ackOrNack) => {
        void (async () => {
          await handled(String(message.properties.messageId));
          ackOrNack();
        })();
      });
    await subscribed;
    return { close: () => broker.shutdown().catch(ignore) };
  },
};

/** README, "Cluster Connections": an array of them, in random order by default. The topology is checked, not asserted. */
async function created({ urls, exchange, queue }: PeerOptions, used: object): Promise<Broker> {
  const vhost = decodeURIComponent(new URL(urls[0] ?? "").pathname.slice(1));
  const there = { assert: false, check: true };
  const topology = { exchanges: { [exchange]: there }, queues: { [queue]: there }, ...used };
  const broker = await BrokerAsPromised.create(
    withDefaultConfig({ vhosts: { [vhost]: { connections: [...urls], ...topology } } }),
  );
  broker.on("error", ignore);
  return broker;
}

function ignore(): void {}
