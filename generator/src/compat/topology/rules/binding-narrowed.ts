import { routesKey } from "../../../model/routing.js";
import { concernedByQueue } from "../concerned.js";
import { findKey, type KeySearch } from "../find-key.js";
import { keyPattern, literalKey } from "../key-pattern.js";
import { movedRoutes } from "../moved-routes.js";
import { plain, senders, sortedParties, sortedTexts } from "../parties.js";
import {
  bindingsOf,
  groupBy,
  hasQueue,
  isMachinery,
  queuesFor,
  readFrom,
  type SideBinding,
  type TopologyChange,
  typeOf,
} from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";
import type { SentRoute } from "../topology-view.js";

/** By the new documents a key no longer reaches its queue. */
export const bindingNarrowed: TopologyRule = {
  id: "binding-narrowed",
  purpose:
    "A key that a queue's bindings brought, and no longer do, reaches nobody there once the old bindings are gone.",
  judge: (change) => {
    const moved = groupBy(
      movedRoutes(change).map(({ from }) => from),
      ({ exchange }) => exchange,
    );
    return [...change.before.bindings].flatMap(([exchange, { byQueue }]) => {
      const type = typeOf(change.before, exchange);
      if (isMachinery(exchange)) return [];
      // What another type makes of the bindings, and what becomes of an exchange that is gone, is told by rules of their own.
      if (!change.after.exchanges.has(exchange) || typeOf(change.after, exchange) !== type || type === "headers")
        return [];
      return [...byQueue].flatMap(([queue, bindings]) => {
        const now = bindingsOf(change.after, exchange, queue);
        if (!hasQueue(change.after, queue) || bindings.every((binding) => includes(now, binding))) return [];
        return judge(change, { exchange, type, queue, was: bindings, now, moved: moved.get(exchange) ?? [] });
      });
    });
  },
};

/** The bindings of one queue to one exchange, on both sides. */
interface Pair {
  readonly exchange: string;
  readonly type: string;
  readonly queue: string;
  readonly was: readonly SideBinding[];
  readonly now: readonly SideBinding[];
  /** Routes of which another rule tells. */
  readonly moved: readonly SentRoute[];
}

function judge(change: TopologyChange, pair: Pair): readonly Judged[] {
  const { before, after } = change;
  const { exchange, queue, moved } = pair;
  const released = [before, after].flatMap((side) => side.routes.get(exchange) ?? []);
  const lost = released.filter((route) => queuesFor(before, route).has(queue) && !queuesFor(after, route).has(queue));
  const read = readFrom(after, queue);
  const wanted = lost.filter((route) => read.has(route.message) && !moved.includes(route));
  const first = wanted[0];
  if (first !== undefined) return [broken(change, pair, wanted, first.routingKey)];
  const search = keyLost(pair, lost);
  if (search.found === "none") return [];
  return [search.found === "key" ? unsent(change, pair, search.key) : unknown(change, pair)];
}

/** A key of an old binding that no new one brings, and that is not of a message whose end is known. */
function keyLost({ type, was, now, moved }: Pair, lost: readonly SentRoute[]): KeySearch {
  const known = new Set([...lost, ...moved].map(({ routingKey }) => routingKey));
  let result: KeySearch = { found: "none" };
  for (const { routingKey } of was) {
    const brought = [...known].filter((key) => routesKey(type, routingKey, key)).map(literalKey);
    const still = now.map((binding) => keyPattern(type, binding.routingKey));
    const search = findKey([keyPattern(type, routingKey)], [...still, ...brought]);
    if (search.found === "key") return search;
    if (search.found === "undecided") result = search;
  }
  return result;
}

function broken(change: TopologyChange, pair: Pair, wanted: readonly SentRoute[], key: string): Judged {
  const concerned = placed(change, pair);
  const messages = sortedTexts(wanted.map(({ message }) => message));
  return {
    ...concerned,
    weight: "breaking",
    summary: `The bindings of "${pair.queue}" to "${pair.exchange}" no longer bring ${plain(messages)}: a message with the key "${key}" does not reach the queue, though its service reads it.`,
    hint: `Bind it to "${key}" again, or let the service no longer read ${plain(messages)}. A broker that has the old binding keeps it until somebody removes it; a new one never has it.`,
    key,
    messages,
    parties: sortedParties([...concerned.parties, ...senders(wanted)]),
  };
}

function unsent(change: TopologyChange, pair: Pair, key: string): Judged {
  return {
    ...placed(change, pair),
    weight: "warning",
    summary: `The bindings of "${pair.queue}" to "${pair.exchange}" are narrower: the key "${key}" no longer reaches the queue. No message of these documents has it; a sender outside of them may.`,
    hint: `Make sure that nobody publishes such keys, or bind to ${plain(pair.was.map(({ routingKey }) => `"${routingKey}"`))} as before.`,
    key,
    messages: [],
  };
}

function unknown(change: TopologyChange, pair: Pair): Judged {
  return {
    ...placed(change, pair),
    weight: "undecided",
    summary: `Whether the bindings of "${pair.queue}" to "${pair.exchange}" still bring every key that they brought takes more work than is allowed.`,
    hint: "Use fewer wildcards in one key.",
    key: null,
    messages: [],
  };
}

function placed(
  change: TopologyChange,
  { exchange, queue, was, now }: Pair,
): Pick<Judged, "subject" | "outcome" | "parties" | "at" | "before"> {
  const concerned = concernedByQueue(change, queue);
  const dropped = was.find((binding) => !includes(now, binding));
  return {
    subject: { kind: "binding", name: `${exchange} -> ${queue}` },
    // A broker adds what is new, and takes nothing away.
    outcome: "silently-different",
    parties: concerned.parties,
    at: now[0]?.at ?? concerned.at,
    before: dropped?.at ?? concerned.before,
  };
}

function includes(bindings: readonly SideBinding[], { routingKey }: SideBinding): boolean {
  return bindings.some((binding) => binding.routingKey === routingKey);
}
