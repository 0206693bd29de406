import { concernedByExchange } from "../concerned.js";
import { plain } from "../parties.js";
import { exchangeRemoval } from "../removal.js";
import { isMachinery, type TopologyChange } from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";
import type { SentRoute } from "../topology-view.js";

/** Nobody may delete it while somebody publishes to it. */
export const exchangeRemoved: TopologyRule = {
  id: "exchange-removed",
  purpose:
    "An exchange that leaves the documents stays on the broker, and whoever deletes it refuses every released sender.",
  judge: (change) =>
    change.before.view.exchanges.flatMap(({ name }): readonly Judged[] => {
      if (isMachinery(name) || change.after.exchanges.has(name)) return [];
      const released = change.before.routes.get(name) ?? [];
      const stays = `The exchange "${name}" is in no document any more; a broker that has it keeps it with its bindings until somebody deletes it`;
      const concerned = concernedByExchange(change, name);
      if (released.length === 0) {
        const hint = `Nobody publishes to it as released; delete it after the import: ${exchangeRemoval(name)}.`;
        return [{ ...concerned, weight: "note", outcome: "silently-different", summary: `${stays}.`, hint, key: null }];
      }
      const services = plain(released.map(({ service }) => service));
      const messages = plain(released.map(({ message }) => message));
      return [
        {
          ...concerned,
          weight: isMeant(change, released) ? "breaking" : "warning",
          outcome: "silently-different",
          summary: `${stays}. Builds of ${services} as released publish ${messages} to it: once it is deleted, and on a broker made from these definitions, each such publish is refused with 404 and closes its channel.`,
          hint: `Keep the exchange in a document until no released sender uses it, then delete it: ${exchangeRemoval(name)}.`,
          key: released[0]?.routingKey ?? null,
        },
      ];
    }),
};

/** Somebody still reads one of the messages, or still sends it: then it is the way that is gone, not the message. */
function isMeant({ after }: TopologyChange, released: readonly SentRoute[]): boolean {
  const alive = new Set([...after.view.receivers, ...after.view.routes].map(({ message }) => message));
  return released.some(({ message }) => alive.has(message));
}
