import { concernedByQueue } from "../concerned.js";
import { plain, senders, sortedParties, sortedTexts } from "../parties.js";
import { queuesFor, readFrom, type Side, type TopologyChange, typeOf } from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";
import type { SentRoute } from "../topology-view.js";

/** A message that a build does not know is a dead letter at once. */
export const bindingWidened: TopologyRule = {
  id: "binding-widened",
  purpose: "A queue that gets a message it did not get before hands it to a build that may not know it.",
  judge: (change) => {
    const was = arrivals(change.before);
    // What another type of exchange makes of the same bindings is told by a rule of its own.
    const retyped = (exchange: string): boolean => typeOf(change.before, exchange) !== typeOf(change.after, exchange);
    return [...arrivals(change.after)].flatMap(([queue, routes]) => {
      const at = change.after.queues.get(queue);
      if (at === undefined || !change.before.queues.has(queue) || at.role !== "consumed") return [];
      const before = new Set((was.get(queue) ?? []).map(({ message }) => message));
      return judge(
        change,
        queue,
        routes.filter(({ message, exchange }) => !before.has(message) && !retyped(exchange)),
      );
    });
  },
};

/** What comes to each queue. */
function arrivals(side: Side): ReadonlyMap<string, readonly SentRoute[]> {
  const found = new Map<string, SentRoute[]>();
  for (const route of side.view.routes) {
    for (const queue of queuesFor(side, route)) {
      const list = found.get(queue);
      if (list === undefined) found.set(queue, [route]);
      else list.push(route);
    }
  }
  return found;
}

function judge(change: TopologyChange, queue: string, fresh: readonly SentRoute[]): readonly Judged[] {
  const known = readFrom(change.after, queue);
  const knownBefore = readFrom(change.before, queue);
  const unknown = fresh.filter(({ message }) => !known.has(message));
  const early = fresh.filter(({ message }) => known.has(message) && !knownBefore.has(message));
  return [
    ...finding(change, queue, unknown, (messages) => ({
      weight: "warning",
      summary: `The queue "${queue}" now also gets ${messages}, which its service does not read: each is a dead letter.`,
      hint: "List the message on the queue's channel, or bind with a narrower key.",
    })),
    ...finding(change, queue, early, (messages) => ({
      weight: "note",
      summary: `The queue "${queue}" also gets ${messages} from the import on; a build as released does not know it and makes it a dead letter.`,
      hint: "Deploy the consumer first, then import, then deploy the sender.",
    })),
  ];
}

function finding(
  change: TopologyChange,
  queue: string,
  routes: readonly SentRoute[],
  text: (messages: string) => Pick<Judged, "weight" | "summary" | "hint">,
): readonly Judged[] {
  const [first] = routes;
  if (first === undefined) return [];
  const concerned = concernedByQueue(change, queue);
  const messages = sortedTexts(routes.map(({ message }) => message));
  return [
    {
      ...concerned,
      ...text(plain(messages)),
      outcome: "applied",
      key: first.routingKey,
      messages,
      parties: sortedParties([...concerned.parties, ...senders(routes)]),
    },
  ];
}
