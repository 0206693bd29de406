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
}

/** Takes everything out of these queues. A message of a wait queue counts for the queue that it would go back to. */
export async function drainQueues(host: VirtualHost, url: string): Promise<Drained> {
  const connection = await connect(url, { noDelay: true });
  const left: Seen[] = [];
  const deadLettered: Seen[] = [];
  try {
    const queues = await host.management.queues();
    for (const { name } of queues) {
      const channel = await connection.createChannel();
      let taken = 0;
      await channel.prefetch(500);
      await channel.consume(name, (message) => {
        if (message === null) return;
        taken += 1;
        channel.ack(message);
        const id = String(message.properties.messageId);
        // What a fault put in itself, to fill a queue, is nobody's message.
        if (id.startsWith(FILLER)) return;
        if (name.endsWith(".dlq")) deadLettered.push({ id, queue: name.slice(0, -".dlq".length) });
        else left.push({ id, queue: /\.wait\./.test(name) ? message.fields.routingKey : name });
      });
      // What is on its way to us is not counted as ready any more: empty is what stays empty while nothing comes.
      for (let before = -1; before !== taken || (await channel.checkQueue(name)).messageCount > 0; ) {
        before = taken;
        await pause(300);
      }
      await channel.close();
    }
  } finally {
    await connection.close();
  }
  return { left, deadLettered };
}
