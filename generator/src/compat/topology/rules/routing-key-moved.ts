import type { Route } from "../../../model/contract-model.js";
import { type MovedRoute, movedRoutes } from "../moved-routes.js";
import { quoted, receivers, resource, senders, sortedParties } from "../parties.js";
import { losesPublish } from "../rights.js";
import { hasQueue, queuesFor, type Side, type TopologyChange } from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";

/** While a deployment runs, and for as long as a released build does, both places are published to. */
export const routingKeyMoved: TopologyRule = {
  id: "routing-key-moved",
  purpose:
    "A message that moves to another key or exchange must reach its queues from old senders by the new bindings, and from new senders by the old.",
  judge: (change) => movedRoutes(change).flatMap((moved) => judge(change, moved)),
};

function judge(change: TopologyChange, moved: MovedRoute): readonly Judged[] {
  const { before, after } = change;
  const { from, to } = moved;
  const reached = [...queuesFor(before, from)].filter(
    (queue) => hasQueue(after, queue) && isRead(change, queue, from.message),
  );
  const never = without(reached, queuesFor(after, to)).filter((queue) => isReadBy(after, queue, from.message));
  const lostOld = without(reached, queuesFor(after, from));
  const lostNew = without(reached, queuesFor(before, to));
  const refused = losesPublish(change, from.service, from);
  if (never.length + lostOld.length + lostNew.length === 0 && !refused) return [];
  const hurt = [...new Set([...never, ...lostOld, ...lostNew])];
  const sentences = [
    `${from.service} moves ${from.message} from ${shownRoute(from)} to ${shownRoute(to)}.`,
    ...(never.length > 0 ? [`There it never reaches ${quoted(never)}.`] : []),
    ...(refused ? ["The import takes its right to publish as before: a build as released is refused with 403."] : []),
    ...(lostOld.length > 0
      ? [`The new bindings do not bring what builds as released send to ${quoted(lostOld)}.`]
      : []),
    ...(lostNew.length > 0
      ? [
          `Bindings as released do not bring the new key to ${quoted(lostNew)}: what a new build sends before the import ${fate(before, to)}.`,
        ]
      : []),
  ];
  const broken = never.length + lostOld.length > 0 || refused;
  return [
    {
      subject: { kind: "route", name: `${from.message} of ${from.service}` },
      weight: broken ? "breaking" : "note",
      outcome: "applied",
      summary: sentences.join(" "),
      hint: broken
        ? "Leave it where it is, or send it as another message that has a place of its own; the old one goes when no released sender is left."
        : "Import the definitions first, then deploy the sender.",
      key: lostOld.length > 0 || refused ? from.routingKey : to.routingKey,
      messages: [from.message],
      parties: sortedParties([
        ...senders([to, from]),
        ...hurt.map((queue) => resource("queue", queue, after.queues.get(queue)?.at ?? before.queues.get(queue)?.at)),
        ...receivers(
          hurt
            .flatMap((queue) => after.receivers.get(queue) ?? before.receivers.get(queue) ?? [])
            .filter(({ message }) => message === from.message),
        ),
      ]),
      at: to.at,
      before: from.at,
    },
  ];
}

/** Queues that get the message by a wide pattern, and whose service never reads it, are not hurt. */
function isRead({ before, after }: TopologyChange, queue: string, message: string): boolean {
  return isReadBy(before, queue, message) || isReadBy(after, queue, message);
}

function isReadBy(side: Side, queue: string, message: string): boolean {
  return (side.receivers.get(queue) ?? []).some((receiver) => receiver.message === message);
}

function without(queues: readonly string[], found: ReadonlySet<string>): readonly string[] {
  return queues.filter((queue) => !found.has(queue));
}

/** What becomes of a mandatory publish of a route that some queues miss. */
function fate(side: Side, route: Route): string {
  if (!side.exchanges.has(route.exchange)) return "is refused with 404";
  return queuesFor(side, route).size === 0 ? "is returned to it" : "does not arrive there";
}

function shownRoute({ exchange, routingKey }: Route): string {
  return `"${exchange}" with "${routingKey}"`;
}
