import rascal from "rascal";
import { EVENT, EXCHANGE, PROPERTIES, ROUTING_KEY } from "../event.js";
import { byPromise } from "../outstanding.js";
import type { ConnectPublisher } from "./publisher.js";

/** rascal with its default configuration and a pool of as many channels as publishes wait, which is faster than its default. */
export const connectRascal: ConnectPublisher = async (url) => {
  const config = rascal.withDefaultConfig({
    vhosts: {
      "/": {
        connection: { url, options: { channelMax: 200 } },
        publicationChannelPools: { confirmPool: { max: 100, min: 100 } },
        exchanges: [EXCHANGE],
        publications: { clientRegistered: { vhost: "/", exchange: EXCHANGE, routingKey: ROUTING_KEY } },
      },
    },
  });
  const broker = await rascal.BrokerAsPromised.create(config);
  broker.on("error", (error) => console.error(error));
  const publish = async (): Promise<void> => {
    const publication = await broker.publish("clientRegistered", EVENT, {
      options: { ...PROPERTIES, mandatory: true },
    });
    await new Promise((resolve, reject) => publication.on("success", resolve).on("error", reject).on("return", reject));
  };
  return { run: (more) => byPromise(publish, more), close: () => broker.shutdown() };
};
