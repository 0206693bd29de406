import type { Channel, ChannelModel } from "amqplib";
import { channelError, replyCode } from "../channel-error.js";
import type { RequiredTopology } from "../transport.js";
import { closeQuietly } from "./close-quietly.js";

/**
 * Asks for each exchange and queue by a passive declare and names those that are not there.
 *
 * The broker closes the channel on a miss, so each miss costs a new channel; a hit does not. A queue or exchange that this
 * user may not ask about (403) counts as present: the publish or subscription itself will say what is refused.
 */
export async function missingTopology(
  connection: ChannelModel,
  topology: RequiredTopology,
): Promise<readonly string[]> {
  const questions = [
    ...topology.exchanges.map((name) => ({ what: `exchange ${name}`, ask: (on: Channel) => on.checkExchange(name) })),
    ...topology.queues.map((name) => ({ what: `queue ${name}`, ask: (on: Channel) => on.checkQueue(name) })),
  ];
  const missing: string[] = [];
  let channel: Channel | undefined;
  for (const { what, ask } of questions) {
    channel ??= await openQuietly(connection);
    try {
      await ask(channel);
    } catch (error) {
      channel = undefined;
      if (replyCode(error) === 404) missing.push(what);
      else if (replyCode(error) !== 403) throw channelError(error, `cannot ask the broker for ${what}`);
    }
  }
  if (channel !== undefined) await closeQuietly(channel);
  return missing;
}

async function openQuietly(connection: ChannelModel): Promise<Channel> {
  const channel = await connection.createChannel();
  channel.on("error", () => undefined); // the rejected question carries the same reason
  return channel;
}
