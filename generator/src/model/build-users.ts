import { compareText } from "../diagnostic.js";
import type { Operation, Service } from "./contract-model.js";
import { hasInstanceQueue } from "./instance-queues.js";
import { policySteps } from "./read-retry.js";
import type { Exchange, TopicPermission, User } from "./topology.js";
import {
  deadExchange,
  escapePattern,
  exactly,
  instancesOf,
  oneOf,
  replyExchange,
  retryExchange,
} from "./topology-names.js";

/** One account for each service, with the least that its operations need. Nobody may declare more than queues of its own instances. */
export function buildUsers(
  services: readonly Service[],
  operations: readonly Operation[],
  exchanges: readonly Exchange[],
): readonly User[] {
  const topics = new Set(exchanges.filter(({ type }) => type === "topic").map(({ name }) => name));
  const own = new Map<string, Operation[]>();
  for (const operation of operations) {
    const known = own.get(operation.service);
    if (known === undefined) own.set(operation.service, [operation]);
    else known.push(operation);
  }
  const asking = operations.filter((operation) => operation.action === "send" && operation.reply !== null);
  return services.map(({ name }) => buildUser(name, own.get(name) ?? [], asking, topics));
}

/** Patterns of routing keys by exchange. */
type Keys = ReadonlyMap<string, string>;

/**
 * @param operations - of this service
 * @param asking - of every service, those that ask
 */
function buildUser(
  service: string,
  operations: readonly Operation[],
  asking: readonly Operation[],
  topics: ReadonlySet<string>,
): User {
  const instance = operations.some(hasInstanceQueue) ? [instancesOf([service])] : [];
  const written = writtenKeys(service, operations, asking);
  const bound = boundKeys(service, operations);
  const queues = operations.flatMap((operation) => (operation.action === "receive" ? [operation.queue] : []));
  const exchanges = [...new Set([...written.keys(), ...bound.keys()])].sort(compareText);
  return {
    name: service,
    permission: {
      configure: oneOf(instance),
      write: resources([...written.keys()], instance),
      // Binding a queue to an exchange is reading from it.
      read: resources([...queues, ...bound.keys()], instance),
    },
    topicPermissions: exchanges
      .filter((exchange) => topics.has(exchange))
      .map(
        (exchange): TopicPermission => ({
          exchange,
          write: written.get(exchange) ?? "^$",
          read: bound.get(exchange) ?? "^$",
        }),
      ),
  };
}

function resources(names: readonly string[], instance: readonly string[]): string {
  return oneOf([...[...new Set(names)].sort(compareText).map(escapePattern), ...instance]);
}

/** What it publishes: its messages, what it settles, and answers to the instances of those who ask it. */
function writtenKeys(service: string, operations: readonly Operation[], asking: readonly Operation[]): Keys {
  const sent = new Map<string, Set<string>>();
  const settled = new Set<string>();
  for (const operation of operations) {
    if (operation.action === "send") add(sent, operation.route.exchange, operation.route.routingKey);
    if (operation.action !== "receive") continue;
    for (const step of policySteps(operation.retry)) settled.add(retryExchange(step));
    settled.add(deadExchange);
  }
  const asked = askers(operations, asking);
  return new Map([
    ...[...sent].map(([exchange, keys]): [string, string] => [exchange, exactly([...keys].sort(compareText))]),
    ...[...settled].map((exchange): [string, string] => [exchange, `^${escapePattern(service)}\\..*`]),
    ...(asked.length === 0 ? [] : [[replyExchange, `^${instancesOf(asked)}$`] as const]),
  ]);
}

/** The services that ask what these operations answer. */
function askers(operations: readonly Operation[], asking: readonly Operation[]): readonly string[] {
  const answered = new Set(
    operations.flatMap((operation) =>
      operation.action === "receive" && operation.reply !== null
        ? operation.messages.map(({ message }) => message)
        : [],
    ),
  );
  const found = asking.filter(({ messages }) => messages.some(({ message }) => answered.has(message)));
  return [...new Set(found.map(({ service }) => service))].sort(compareText);
}

/** What it binds the queues of its instances to: answers by their names, broadcasts by their keys. */
function boundKeys(service: string, operations: readonly Operation[]): Keys {
  const bound = new Map<string, Set<string>>();
  for (const operation of operations) {
    if (operation.action !== "broadcast") continue;
    for (const { exchange, routingKey } of operation.bindings) add(bound, exchange, routingKey);
  }
  const asks = operations.some((operation) => operation.action === "send" && operation.reply !== null);
  return new Map([
    ...[...bound].map(([exchange, keys]): [string, string] => [exchange, exactly([...keys].sort(compareText))]),
    ...(asks ? [[replyExchange, `^${instancesOf([service])}$`] as const] : []),
  ]);
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}
