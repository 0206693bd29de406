import type { Channel, ChannelModel } from "amqplib";

/** How long the broker may take to say goodbye, in milliseconds. */
const PATIENCE = 5_000;

/**
 * Closes a channel or connection and waits for its end, whatever it is.
 *
 * amqplib answers a close by CloseOk only: when the connection dies meanwhile the promise of `close()` never settles, and the
 * `close` event is all there is. One that is already closed throws, and has nothing left to end.
 */
export function closeQuietly(it: Channel | ChannelModel): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      destroySocket(it);
      resolve();
    }, PATIENCE);
    const end = (): void => {
      clearTimeout(timer);
      it.off("close", end);
      resolve();
    };
    it.once("close", end);
    Promise.resolve()
      .then(() => it.close())
      .then(end, end);
  });
}

/** A peer that does not answer a goodbye may hold the socket open for as long as the heartbeat lets it. */
function destroySocket(it: Channel | ChannelModel): void {
  if ("createChannel" in it) (it.connection as { stream?: { destroy?: () => void } }).stream?.destroy?.();
}
