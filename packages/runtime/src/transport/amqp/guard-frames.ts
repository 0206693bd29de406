import type { ChannelModel } from "amqplib";

/** amqplib encodes properties in 64 KiB of memory, so that with frames of this size none is too large. */
const ALWAYS_ENOUGH = 128 * 1024;

/** The part of amqplib's connection that writes messages. It is no public API; the version is pinned and a test holds it. */
interface MessageWriter {
  readonly frameMax: number;
  sendMessage(channel: number, ...message: readonly unknown[]): unknown;
}

/**
 * Refuses a message whose properties need a larger frame than broker and client have agreed on, before anything of it is sent.
 *
 * Properties and headers travel in one frame that cannot be split. amqplib sends it whatever its size, and the broker ends the
 * connection. Only where a broker has a small `frame_max` each message is encoded twice, the first time to measure it.
 */
export function guardFrames(connection: ChannelModel): void {
  const writer = connection.connection as unknown as MessageWriter;
  const { frameMax } = writer;
  if (frameMax >= ALWAYS_ENOUGH) return;
  const send = writer.sendMessage;
  writer.sendMessage = (channel, ...message) => {
    let largest = 0;
    const buffer = {
      write(frame: Buffer): boolean {
        largest = Math.max(largest, frame.length);
        return true;
      },
    };
    send.call({ frameMax, channels: { [channel]: { buffer } }, sendContent: () => true } as never, channel, ...message);
    if (largest > frameMax)
      throw new RangeError(`properties and headers of ${largest} bytes; this broker takes ${frameMax} in a frame`);
    return send.call(writer, channel, ...message);
  };
}
