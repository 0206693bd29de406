import { connect } from "amqplib";
import { BODY, EXCHANGE, PROPERTIES, ROUTING_KEY } from "../event.js";
import { byCallback } from "../outstanding.js";
import type { ConnectPublisher } from "./publisher.js";

/** amqplib alone: it sends bytes that are there already, with properties that are there already, and takes a callback. */
export const connectRaw: ConnectPublisher = async (url) => {
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  const options = { ...PROPERTIES, mandatory: true };
  return {
    run: (more) => byCallback((done) => channel.publish(EXCHANGE, ROUTING_KEY, BODY, options, done), more),
    close: () => connection.close(),
  };
};
