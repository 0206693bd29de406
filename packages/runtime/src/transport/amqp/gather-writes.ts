import type { Writable } from "node:stream";
import type { ChannelModel } from "amqplib";

/**
 * Sends what is written to a connection within one turn of the event loop in one piece.
 *
 * amqplib writes each message by itself. With `noDelay`, without which a write waits for the peer's delayed TCP ACK, each of
 * them is a call to the system and a packet of its own; nothing waits any longer for being sent together with its neighbours.
 */
export function gatherWrites(connection: ChannelModel): void {
  const { stream } = connection.connection as { stream?: Writable };
  if (stream === undefined) return;
  const write = stream.write.bind(stream) as (chunk: Uint8Array) => boolean;
  let gathering = false;
  const send = (): void => {
    gathering = false;
    stream.uncork();
  };
  stream.write = (chunk: Uint8Array): boolean => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      process.nextTick(send);
    }
    return write(chunk);
  };
}
