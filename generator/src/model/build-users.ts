import { compareText } from "../diagnostic.js";
import type { Operation, Service } from "./contract-model.js";
import type { Exchange, TopicPermission, User } from "./topology.js";
import { deadExchange, escapePattern, exactly, retryExchange } from "./topology-names.js";

/** One account for each service, with the least that its operations need. Nobody may declare anything. */
export function buildUsers(
  services: readonly Service[],
  operations: readonly Operation[],
  exchanges: readonly Exchange[],
): readonly User[] {
  const topics = new Set(exchanges.filter(({ type }) => type === "topic").map(({ name }) => name));
  return services.map(({ name }) =>
    buildUser(
      name,
      operations.filter(({ service }) => service === name),
      topics,
    ),
  );
}

function buildUser(service: string, operations: readonly Operation[], topics: ReadonlySet<string>): User {
  const keys = new Map<string, Set<string>>();
  const steps = new Set<string>();
  const queues = new Set<string>();
  for (const operation of operations) {
    if (operation.action === "send") {
      const { exchange, routingKey } = operation.route;
      keys.set(exchange, (keys.get(exchange) ?? new Set()).add(routingKey));
    } else {
      queues.add(operation.queue);
      for (const step of operation.retry.steps) steps.add(step);
    }
  }
  const settle = queues.size === 0 ? [] : [...[...steps].map(retryExchange), deadExchange];
  const own = `^${escapePattern(service)}\\..*`;
  const patterns = new Map<string, string>([
    ...[...keys].map(([exchange, sent]): [string, string] => [exchange, exactly([...sent].sort(compareText))]),
    ...settle.map((exchange): [string, string] => [exchange, own]),
  ]);
  return {
    name: service,
    permission: {
      configure: "^$",
      write: exactly([...patterns.keys()].sort(compareText)),
      read: exactly([...queues].sort(compareText)),
    },
    topicPermissions: [...patterns]
      .filter(([exchange]) => topics.has(exchange))
      .map(([exchange, write]): TopicPermission => ({ exchange, write, read: "^$" }))
      .sort((a, b) => compareText(a.exchange, b.exchange)),
  };
}
