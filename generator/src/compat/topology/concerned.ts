import { receivers, resource, senders, sortedParties, sortedTexts } from "./parties.js";
import type { Side, TopologyChange } from "./topology-change.js";
import type { TopologyFinding } from "./topology-finding.js";
import type { QueueReceiver } from "./topology-view.js";

type Concerned = Pick<TopologyFinding, "subject" | "messages" | "parties" | "at" | "before">;

/** Who publishes to an exchange, what is bound to it, and who reads from there. */
export function concernedByExchange({ before, after }: TopologyChange, exchange: string): Concerned {
  const routes = [before, after].flatMap((side) => side.routes.get(exchange) ?? []);
  const bound = [before, after].flatMap((side) => [...(side.bindings.get(exchange)?.byQueue.keys() ?? [])]);
  const reading = [before, after].flatMap((side) => bound.flatMap((queue) => receiversOf(side, queue)));
  const at = after.exchanges.get(exchange)?.at ?? null;
  const was = before.exchanges.get(exchange)?.at ?? null;
  return {
    subject: { kind: "exchange", name: exchange },
    messages: sortedTexts(routes.map(({ message }) => message)),
    parties: sortedParties([
      resource("exchange", exchange, at ?? was),
      ...senders(routes),
      ...bound.map((queue) => resource("queue", queue, after.queues.get(queue)?.at ?? before.queues.get(queue)?.at)),
      ...receivers(reading),
    ]),
    at,
    before: was,
  };
}

function receiversOf(side: Side, queue: string): readonly QueueReceiver[] {
  return side.receivers.get(queue) ?? [];
}

/** Who reads from a queue on either side, and the messages that they read. */
export function concernedByQueue({ before, after }: TopologyChange, queue: string): Concerned {
  const reading = [before, after].flatMap((side) => receiversOf(side, queue));
  const at = after.queues.get(queue)?.at ?? null;
  const was = before.queues.get(queue)?.at ?? null;
  return {
    subject: { kind: "queue", name: queue },
    messages: sortedTexts(reading.map(({ message }) => message)),
    parties: sortedParties([resource("queue", queue, at ?? was), ...receivers(reading)]),
    at,
    before: was,
  };
}
