import type { Place } from "../../diagnostic.js";
import type { Route } from "../../model/contract-model.js";
import { routesKey } from "../../model/routing.js";
import { type PolicyIndex, policyIndex } from "./policy-index.js";
import type { QueueReceiver, SentRoute, TopologyView } from "./topology-view.js";

/** Both sides of a change, with what every rule asks of them. */
export interface TopologyChange {
  readonly before: Side;
  readonly after: Side;
}

/** A view with its look-ups. */
export interface Side {
  readonly view: TopologyView;
  readonly exchanges: ReadonlyMap<string, TopologyView["exchanges"][number]>;
  readonly queues: ReadonlyMap<string, TopologyView["queues"][number]>;
  /** By exchange. */
  readonly bindings: ReadonlyMap<string, ExchangeBindings>;
  /** By queue. */
  readonly receivers: ReadonlyMap<string, readonly QueueReceiver[]>;
  readonly policies: PolicyIndex;
  /** What {@link queuesFor} has found so far, by exchange and key: rules ask for the same routes again and again. */
  readonly reached: Map<string, ReadonlySet<string>>;
  /** By exchange. */
  readonly routes: ReadonlyMap<string, readonly SentRoute[]>;
}

/** The bindings of one exchange, those of instances included. */
interface ExchangeBindings {
  readonly byQueue: ReadonlyMap<string, readonly SideBinding[]>;
  /** Those whose key holds no wildcard, by key. */
  readonly literal: ReadonlyMap<string, readonly SideBinding[]>;
  readonly patterns: readonly SideBinding[];
}

/** A binding of a queue that lasts, or of the queues of instances. */
export interface SideBinding extends Route {
  readonly queue: string;
  readonly perInstance: boolean;
  readonly at: Place | null;
}

/** Looks both sides up once, so that a rule costs no more than what it is about. */
export function topologyChange(before: TopologyView, after: TopologyView): TopologyChange {
  return { before: side(before), after: side(after) };
}

function side(view: TopologyView): Side {
  const lasting = view.bindings.map((binding): SideBinding => ({ ...binding, perInstance: false }));
  const ofInstances = view.receivers.filter(({ perInstance }) => perInstance).flatMap(instanceBindings);
  const byExchange = groupBy(unique([...lasting, ...ofInstances]), ({ exchange }) => exchange);
  return {
    view,
    exchanges: new Map(view.exchanges.map((exchange) => [exchange.name, exchange])),
    queues: new Map(view.queues.map((queue) => [queue.name, queue])),
    bindings: new Map([...byExchange].map(([exchange, bindings]) => [exchange, exchangeBindings(bindings)])),
    policies: policyIndex(view.policies),
    reached: new Map(),
    receivers: groupBy(view.receivers, ({ queue }) => queue),
    routes: groupBy(view.routes, ({ exchange }) => exchange),
  };
}

function instanceBindings({ queue, bindings, at }: QueueReceiver): readonly SideBinding[] {
  return bindings.map((route) => ({ ...route, queue, perInstance: true, at }));
}

function unique(bindings: readonly SideBinding[]): readonly SideBinding[] {
  return [...new Map(bindings.map((binding) => [bindingName(binding), binding])).values()];
}

function exchangeBindings(bindings: readonly SideBinding[]): ExchangeBindings {
  const isPattern = ({ routingKey }: SideBinding): boolean => /[*#]/.test(routingKey);
  return {
    byQueue: groupBy(bindings, ({ queue }) => queue),
    literal: groupBy(
      bindings.filter((binding) => !isPattern(binding)),
      ({ routingKey }) => routingKey,
    ),
    patterns: bindings.filter(isPattern),
  };
}

/** The items of a list by a key, in their order. */
export function groupBy<T>(list: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** A binding for people, and to compare by: `exchange -> queue (key)`. */
export function bindingName({ exchange, queue, routingKey }: Route & { readonly queue: string }): string {
  return `${exchange} -> ${queue} (${routingKey})`;
}

/** The type of an exchange; topic, as the documents imply it, for one that the side does not describe. */
export function typeOf(side: Side, exchange: string): string {
  return side.exchanges.get(exchange)?.type ?? "topic";
}

/** The bindings of a queue to an exchange. */
export function bindingsOf(side: Side, exchange: string, queue: string): readonly SideBinding[] {
  return side.bindings.get(exchange)?.byQueue.get(queue) ?? [];
}

/**
 * The queues that a side's bindings bring a route to; those of the alternate exchange where there are none. The default exchange
 * brings a key to the queue of that name.
 */
export function queuesFor(side: Side, route: Route): ReadonlySet<string> {
  const name = `${route.exchange} ${route.routingKey}`;
  const known = side.reached.get(name);
  if (known !== undefined) return known;
  const queues = routedQueues(side, route);
  side.reached.set(name, queues);
  return queues;
}

function routedQueues(side: Side, { exchange, routingKey }: Route): ReadonlySet<string> {
  if (exchange === "") return new Set(side.queues.has(routingKey) ? [routingKey] : []);
  const asked = new Set<string>();
  let next: unknown = exchange;
  // Alternates may lead round in a circle, which the broker leaves where it began.
  while (typeof next === "string" && !asked.has(next)) {
    asked.add(next);
    const queues = boundQueues(side, next, routingKey);
    if (queues.size > 0) return queues;
    next = side.exchanges.get(next)?.arguments["alternate-exchange"];
  }
  return new Set();
}

function boundQueues(side: Side, exchange: string, routingKey: string): ReadonlySet<string> {
  const bindings = side.bindings.get(exchange);
  if (bindings === undefined) return new Set();
  const type = typeOf(side, exchange);
  const reads = type === "topic" || type === "direct";
  const literal = reads ? (bindings.literal.get(routingKey) ?? []) : [...bindings.literal.values()].flat();
  const patterns = bindings.patterns.filter((binding) => routesKey(type, binding.routingKey, routingKey));
  return new Set([...literal, ...patterns].map(({ queue }) => queue));
}

/** True where a queue is there as long as the broker is, or each instance of a service declares it. */
export function hasQueue(side: Side, queue: string): boolean {
  return side.queues.has(queue) || (side.receivers.get(queue) ?? []).some(({ perInstance }) => perInstance);
}

/** The messages that services read from a queue. */
export function readFrom(side: Side, queue: string): ReadonlySet<string> {
  return new Set((side.receivers.get(queue) ?? []).map(({ message }) => message));
}

/** True for what insaka itself needs on the broker: retries, dead letters, answers. */
export function isMachinery(exchange: string): boolean {
  return exchange.startsWith("insaka.");
}
