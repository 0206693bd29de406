import { routesKey } from "../../../model/routing.js";
import { concernedByQueue } from "../concerned.js";
import { findKey } from "../find-key.js";
import { keyPattern } from "../key-pattern.js";
import { plain, senders, sortedParties, sortedTexts } from "../parties.js";
import { bindingRemoval } from "../removal.js";
import {
  bindingName,
  bindingsOf,
  isMachinery,
  queuesFor,
  readFrom,
  type SideBinding,
  type TopologyChange,
  typeOf,
} from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";
import type { SentRoute } from "../topology-view.js";

/** Definitions add bindings and never take one away. */
export const bindingLeftBehind: TopologyRule = {
  id: "binding-left-behind",
  purpose: "A binding that leaves the documents stays on the broker and goes on bringing messages.",
  judge: (change) =>
    [...change.before.bindings].flatMap(([exchange, { byQueue }]) =>
      isMachinery(exchange)
        ? []
        : [...byQueue].flatMap(([queue, bindings]) => {
            // With a queue that is gone go its bindings; an instance takes its own along.
            if (!change.after.queues.has(queue)) return [];
            const now = new Set(bindingsOf(change.after, exchange, queue).map(({ routingKey }) => routingKey));
            return bindings.filter(({ routingKey }) => !now.has(routingKey)).map((binding) => judge(change, binding));
          }),
    ),
};

function judge(change: TopologyChange, binding: SideBinding): Judged {
  const { before, after } = change;
  const { exchange, queue, routingKey } = binding;
  const type = typeOf(before, exchange);
  const routes = [after, before].flatMap((side) => side.routes.get(exchange) ?? []);
  const brought = routes.filter(
    (route) => routesKey(type, routingKey, route.routingKey) && !queuesFor(after, route).has(queue),
  );
  const read = readFrom(after, queue);
  const unknown = brought.filter(({ message }) => !read.has(message));
  const concerned = concernedByQueue(change, queue);
  return {
    subject: { kind: "binding", name: bindingName(binding) },
    weight: unknown.length > 0 ? "warning" : "note",
    outcome: "silently-different",
    summary: `The binding of "${queue}" to "${exchange}" with "${routingKey}" is in no document any more; a broker that has it keeps it. ${effect(change, binding, brought, unknown)}`,
    hint: `Remove it when no released ${brought.length > 0 && unknown.length === 0 ? "sender" : "consumer"} needs it: ${bindingRemoval(binding)}.`,
    key: (unknown[0] ?? brought[0])?.routingKey ?? keyOf(change, binding),
    messages: sortedTexts(brought.map(({ message }) => message)),
    parties: sortedParties([...concerned.parties, ...senders(brought)]),
    at: concerned.at,
    before: binding.at,
  };
}

function effect(
  change: TopologyChange,
  binding: SideBinding,
  brought: readonly SentRoute[],
  unknown: readonly SentRoute[],
): string {
  if (unknown.length > 0)
    return `It goes on bringing ${arrivals(unknown)}, which the service no longer reads: they become dead letters.`;
  if (brought.length > 0)
    return `It goes on bringing ${arrivals(brought)} to a service that reads it, so that released senders still arrive; a broker made from these definitions has no such binding.`;
  const key = keyOf(change, binding);
  return key === null
    ? "What it brings, the other bindings bring too."
    : `It goes on bringing keys such as "${key}", which no documented message has.`;
}

function arrivals(routes: readonly SentRoute[]): string {
  return plain(routes.map(({ message, routingKey }) => `${message} ("${routingKey}")`));
}

/** A key that this binding brings and those that stay do not. */
function keyOf({ before, after }: TopologyChange, { exchange, queue, routingKey }: SideBinding): string | null {
  const type = typeOf(before, exchange);
  const others = bindingsOf(after, exchange, queue).map((other) => keyPattern(type, other.routingKey));
  const search = findKey([keyPattern(type, routingKey)], others);
  return search.found === "key" ? search.key : null;
}
