import { within } from "../../within.js";
import { replyCode } from "../channel-error.js";
import { closeQuietly } from "./close-quietly.js";
import type { ConnectionSupervisor } from "./connection-supervisor.js";

/**
 * How many messages lie in a queue and wait to be delivered, by a passive declare on a channel of its own: a refusal then costs nobody
 * else his channel. No right is needed for it on RabbitMQ up to 4.2, any right on the queue from 4.3.1 on.
 *
 * @returns undefined where the broker refuses to say (4.3.0, to who may not configure the queue)
 * @throws whatever else keeps it from saying, and after `patience` milliseconds
 */
export async function countWaiting(
  supervisor: ConnectionSupervisor,
  queue: string,
  patience: number,
): Promise<number | undefined> {
  if (supervisor.state !== "ready" && supervisor.state !== "blocked") throw new Error("there is no connection");
  const connection = await supervisor.ready();
  const channel = await connection.createChannel();
  channel.on("error", () => undefined); // the rejected question carries the same reason
  try {
    const late = (): Error => new Error(`the broker did not say within ${patience} ms what "${queue}" holds`);
    return (await within(patience, channel.checkQueue(queue), late)).messageCount;
  } catch (error) {
    if (replyCode(error) === 403) return undefined;
    throw error;
  } finally {
    void closeQuietly(channel);
  }
}
