import { setTimeout as pause } from "node:timers/promises";
import type { VirtualHost } from "@insaka/broker";
import { connect } from "amqplib";
import type { Seen } from "../checker/check.js";

/** How the ids begin of what a fault fills a queue with. */
export const FILLER = "filler-";

/** What all queues of a virtual host held. */
export interface Drained {
  readonly left: readonly Seen[];
  readonly deadLettered: readonly Seen[];
  /** What came back from a wait queue when its queue did not exist; each is kept, under the queue that it belongs to. */
  readonly stray: readonly Seen[];
}

/** Longest that the queues may take until nothing comes out of them any more, in milliseconds. */
const PATIENCE = 60_000;

/** Takes everything out of these queues. A message of a wait queue counts for the queue that it would go back to. */
export async function drainQueues(host: VirtualHost, url: string): Promise<Drained> {
  const connection = await connect(url, { noDelay: true });
  // What the end of a connection breaks off is told by the calls below.
  connection.on("error", () => undefined);
  const left: Seen[] = [];
  const deadLettered: Seen[] = [];
  const stray: Seen[] = [];
  const take = async (queue: string): Promise<void> => {
    const channel = await connection.createChannel();
    channel.on("error", () => undefined);
    let taken = 0;
    await channel.prefetch(500);
    await channel.consume(queue, (message) => {
      if (message === null) return;
      taken += 1;
      channel.ack(message);
      const id = String(message.properties.messageId);
      // What a fault put in itself, to fill a queue, is nobody's message.
      if (id.startsWith(FILLER)) return;
      if (queue.endsWith(".dlq")) deadLettered.push({ id, queue: queue.slice(0, -".dlq".length) });
      else if (queue === "insaka.stray") stray.push({ id, queue: message.fields.routingKey });
      else left.push({ id, queue: /\.wait\./.test(queue) ? message.fields.routingKey : queue });
    });
    const deadline = Date.now() + PATIENCE;
    // What is on its way to us is not counted as ready any more: empty is what stays empty while nothing comes.
    for (let before = -1; before !== taken || (await channel.checkQueue(queue)).messageCount > 0; ) {
      if (Date.now() > deadline) throw new Error(`${queue} was not empty after ${PATIENCE} ms`);
      before = taken;
      await pause(500);
    }
    await channel.close();
  };
  try {
    await Promise.all((await host.management.queues()).map(({ name }) => take(name)));
  } finally {
    await connection.close().catch(() => undefined);
  }
  return { left, deadLettered, stray };
}
