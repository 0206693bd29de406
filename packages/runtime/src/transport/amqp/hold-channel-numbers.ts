import type { EventEmitter } from "node:events";
import type { ChannelModel } from "amqplib";

/** The part of amqplib's connection that gives out channel numbers. */
interface Numbers {
  readonly channels?: Readonly<Record<number, { readonly buffer: EventEmitter } | null>>;
  readonly freeChannels?: { set(number: number): void; clear(number: number): void };
  releaseChannel?: (number: number) => void;
}

/**
 * Gives a channel's number out again only when everything that the channel wrote is on its way, its CloseOk last of all.
 *
 * amqplib keeps what is written in a buffer for each channel and sends from them in turn, so the `channel.open` of a channel with
 * a used number overtakes what its predecessor still has to say. RabbitMQ answers that ("second 'channel.open' seen") by closing
 * the connection, and with it every other channel: one route that is refused again and again would take its neighbours down.
 */
export function holdChannelNumbers(connection: ChannelModel): void {
  const numbers = connection.connection as unknown as Numbers;
  const { channels, freeChannels } = numbers;
  const release = numbers.releaseChannel?.bind(numbers);
  if (channels === undefined || freeChannels === undefined || release === undefined) return;
  numbers.releaseChannel = (number) => {
    const buffer = channels[number]?.buffer;
    release(number);
    if (buffer === undefined) return;
    freeChannels.set(number);
    // A stream ends when its last chunk has been read.
    buffer.once("end", () => freeChannels.clear(number));
  };
}
