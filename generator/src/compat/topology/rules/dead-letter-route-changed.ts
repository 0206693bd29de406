import { concernedByQueue } from "../concerned.js";
import { setting } from "../effective-policy.js";
import { quoted } from "../parties.js";
import { bindingsOf, queuesFor, type Side, type TopologyChange } from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";

/** A policy is applied live: from the import on letters go elsewhere, or nowhere. */
export const deadLetterRouteChanged: TopologyRule = {
  id: "dead-letter-route-changed",
  purpose:
    "Dead letters that lead nowhere are gone without an error; those that lead elsewhere do so from the import on.",
  judge: (change) =>
    change.before.view.queues.flatMap(({ name }) => {
      if (!change.after.queues.has(name)) return [];
      const [was, now] = [routeOf(change.before, name), routeOf(change.after, name)];
      if (was.exchange === undefined || same(was, now)) return [];
      return [finding(change, name, was, now)];
    }),
};

/** Where the letters of a queue go: with their own keys where it states none, to whatever is bound. */
interface LetterRoute {
  readonly exchange: string | undefined;
  readonly key: string | undefined;
  readonly queues: readonly string[];
}

function routeOf(side: Side, queue: string): LetterRoute {
  const [exchange, key] = [
    setting(side, queue, "dead-letter-exchange"),
    setting(side, queue, "dead-letter-routing-key"),
  ];
  if (typeof exchange !== "string") return { exchange: undefined, key: undefined, queues: [] };
  if (typeof key === "string") return { exchange, key, queues: [...queuesFor(side, { exchange, routingKey: key })] };
  const bound = [...(side.bindings.get(exchange)?.byQueue.keys() ?? [])];
  return { exchange, key: undefined, queues: bound.filter((each) => bindingsOf(side, exchange, each).length > 0) };
}

/** With the letters' own keys what is bound to the exchange may change with every new queue: only the place is compared then. */
function same(was: LetterRoute, now: LetterRoute): boolean {
  if (was.exchange !== now.exchange || was.key !== now.key) return false;
  return (
    was.key === undefined ||
    (was.queues.length === now.queues.length && was.queues.every((queue) => now.queues.includes(queue)))
  );
}

function finding(change: TopologyChange, name: string, was: LetterRoute, now: LetterRoute): Judged {
  const lost = now.queues.length === 0;
  const from = was.queues.length === 0 ? "nowhere" : `to ${quoted(was.queues)}`;
  // Where the letters are sent is a policy's matter, which is replaced; what is bound there stays bound.
  const live = was.exchange !== now.exchange || was.key !== now.key;
  const held = now.exchange !== undefined && setting(change.after, name, "dead-letter-strategy") === "at-least-once";
  const when = live ? "From the import on" : "On a broker made from these definitions";
  const still = live ? "" : " A broker that has the old bindings keeps them.";
  return {
    ...concernedByQueue(change, name),
    weight: lost ? "breaking" : "note",
    outcome: live ? "applied" : "silently-different",
    summary: `${when}, dead letters of "${name}", which went ${from}, go ${goal(now)}.${lost ? ` ${held ? heldBack : "Each is thrown away without an error."}` : " Letters that lie in the old place stay there."}${still}`,
    hint: lost
      ? "Give the queue a dead-letter queue, bound for its letters."
      : "See to the letters in the old place before you delete it.",
    key: now.key ?? was.key ?? null,
  };
}

/** What at-least-once dead-lettering does with a letter that it cannot bring anywhere. */
const heldBack =
  "Each stays in the queue, out of its consumers' sight, and is tried again every few minutes; some dozens of them hold up all later ones.";

function goal({ exchange, key, queues }: LetterRoute): string {
  if (exchange === undefined) return "nowhere: it has no dead-letter exchange";
  if (queues.length > 0) return `to ${quoted(queues)}`;
  return `nowhere: nothing is bound to "${exchange}"${key === undefined ? "" : ` for the key "${key}"`}`;
}
