import type { ChannelModel } from "amqplib";
import { browseFailed } from "../channel-error.js";
import type { BrowseOptions } from "../transport.js";
import { closeQuietly } from "./close-quietly.js";
import { queuedMessage } from "./queued-message.js";

/**
 * Gets message after message on a channel of its own and acknowledges those that are to be removed. The rest goes back to its
 * places when the channel closes: until then the queue hands out nothing twice.
 *
 * @throws ContractError when the queue is missing or refused or the connection is lost, and whatever `visit` throws
 */
export async function browseQueue(
  connection: ChannelModel,
  queue: string,
  { limit, visit }: BrowseOptions,
): Promise<number> {
  let reason: unknown;
  const failed = (error: unknown): never => {
    throw browseFailed(queue, reason ?? error);
  };
  const channel = await connection.createChannel().catch(failed);
  channel.on("error", (error: Error) => {
    reason = error;
  });
  let seen = 0;
  // What comes in while this runs is for the next time: a replayed letter that dies again would be replayed without end.
  let most = limit;
  try {
    for (; seen < most; seen += 1) {
      const message = await channel.get(queue).catch(failed);
      if (message === false) break;
      if (seen === 0) most = Math.min(limit, 1 + message.fields.messageCount);
      if ((await visit(queuedMessage(message))) === "keep") continue;
      try {
        channel.ack(message);
      } catch (error) {
        // The channel has died meanwhile: what was to be removed is back in its queue.
        failed(error);
      }
    }
  } finally {
    await closeQuietly(channel);
  }
  return seen;
}
