import { setImmediate as turn } from "node:timers/promises";
import { connect as connectService } from "@insaka/runtime";
import { clientManagementPublisher } from "@intellifin/contracts";
import { type ConfirmChannel, connect } from "amqplib";
import { BODY, EVENT, EXCHANGE, PROPERTIES, ROUTING_KEY } from "../event.js";

/** Publishes one message after the other, whatever happens to the connection. */
export interface Sender {
  /** Resolves with the confirm; rejects where none will come. */
  publish(): Promise<unknown>;
}

/** Connects to one of the nodes, and to another one when that is gone. */
export type ConnectSender = (urls: readonly string[]) => Promise<Sender>;

export const senders: Readonly<Record<string, ConnectSender>> = {
  /** The generated client, as users have it. */
  typed: async (urls) => {
    const broker = await connectService(urls, { service: "client-management" });
    const publisher = clientManagementPublisher(broker);
    return { publish: () => publisher.clientRegistered(EVENT) };
  },

  /** Raw amqplib and a loop that tries the next node at once, for as long as it takes: nothing can be back sooner. */
  raw: async (urls) => {
    let host = Math.floor(Math.random() * urls.length);
    let channel: Promise<ConfirmChannel>;
    const open = async (): Promise<ConfirmChannel> => {
      for (;;) {
        try {
          host += 1;
          const connection = await connect(urls[host % urls.length] ?? "", { noDelay: true });
          connection.on("error", () => undefined);
          connection.once("close", () => {
            channel = open();
          });
          const opened = await connection.createConfirmChannel();
          opened.on("error", () => undefined);
          return opened;
        } catch {
          await turn();
        }
      }
    };
    channel = open();
    await channel;
    return {
      async publish() {
        const opened = await channel;
        await new Promise<void>((resolve, reject) => {
          opened.publish(EXCHANGE, ROUTING_KEY, BODY, { ...PROPERTIES, mandatory: true }, (error: unknown) => {
            if (error) reject(error);
            else resolve();
          });
        });
      },
    };
  },
};
