import { type Channel, type ChannelModel, type ConfirmChannel, connect } from "amqplib";
import type { Peer, PeerOptions } from "./peer.js";
import { ReturnedIds } from "./returned-ids.js";

/** README, "Opt-in recovery": the options of its example; `setup` is "called after every successful (re)connect". */
const RECOVERY = { initialDelay: 200, maxDelay: 5_000, factor: 2, jitter: 0.2, maxRetries: Number.POSITIVE_INFINITY };

/** amqplib with its own `recovery` on. It connects to one URL: the README knows no list of hosts. */
export const amqplibPeer: Peer = {
  name: "amqplib, recovery on",
  version: "2.3.1",
  notes: [
    "one host",
    "recovers connections; a channel that the broker closed is not opened again before the next connection",
    "no notion of readiness; no time-out of a confirm",
    "returns are matched by our own code",
  ],
  async publisher({ urls, exchange, routingKey, type }) {
    const returned = new ReturnedIds();
    let channel: ConfirmChannel | undefined;
    const connection = await connect(firstOf(urls), {
      noDelay: true,
      recovery: {
        ...RECOVERY,
        async setup(model: ChannelModel) {
          // README, "Promise API example" and "Confirm channels": a confirm channel, its callback is the confirm.
          const opened = await model.createConfirmChannel();
          opened.on("error", ignore);
          opened.on("return", returned.note);
          channel = opened;
        },
      },
    });
    connection.on("error", ignore);
    return {
      publish(id, body) {
        return new Promise((resolve) => {
          const options = {
            persistent: true,
            mandatory: true,
            messageId: id,
            type,
            contentType: "application/json",
            headers: { "x-version": 2 },
          };
          try {
            if (channel === undefined) return resolve("not-sent");
            channel.publish(exchange, routingKey, Buffer.from(JSON.stringify(body)), options, (error: unknown) => {
              if (!error) return resolve(returned.take(id) ? "returned" : "confirmed");
              // A nack and the death of the channel come as errors of one kind; the words alone tell them apart.
              resolve(error instanceof Error && error.message === "message nacked" ? "nacked" : "unknown");
            });
          } catch {
            resolve("not-sent"); // IllegalOperationError: the channel is closed
          }
        });
      },
      close: () => connection.close().catch(ignore),
    };
  },
  async consumer({ urls, queue, prefetch }, handled) {
    const connection = await connect(firstOf(urls), {
      noDelay: true,
      recovery: {
        ...RECOVERY,
        // README: "Recreate topology/consumers here."
        async setup(model: ChannelModel) {
          const channel: Channel = await model.createChannel();
          channel.on("error", ignore);
          await channel.prefetch(prefetch);
          await channel.consume(queue, async (message) => {
            if (message === null) return; // the consumer was cancelled; the README says nothing of it
            await handled(String(message.properties.messageId));
            try {
              channel.ack(message);
            } catch {
              // The channel is gone, and the message comes again.
            }
          });
        },
      },
    });
    connection.on("error", ignore);
    return { close: () => connection.close().catch(ignore) };
  },
};

function firstOf(urls: PeerOptions["urls"]): string {
  return urls[0] ?? "";
}

function ignore(): void {}
