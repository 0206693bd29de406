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
      for (;;) {
        const message = await channel.get(name, { noAck: false });
        if (message === false) break;
        const id = String(message.properties.messageId);
        channel.ack(message);
        // What a fault put in itself, to fill a queue, is nobody's message.
        if (id.startsWith(FILLER)) continue;
        if (name.endsWith(".dlq")) deadLettered.push({ id, queue: name.slice(0, -".dlq".length) });
        else left.push({ id, queue: /\.wait\./.test(name) ? message.fields.routingKey : name });
      }
      await channel.close();
    }
  } finally {
    await connection.close();
  }
  return { left, deadLettered };
}
