import { compareText } from "../diagnostic.js";
import { buildPolicies, instancePolicy } from "./build-policies.js";
import { buildUsers } from "./build-users.js";
import type { Operation, ReceiveOperation, Service } from "./contract-model.js";
import { hasInstanceQueue, isAnswering } from "./instance-queues.js";
import { policySteps, stepMilliseconds } from "./read-retry.js";
import type { Source } from "./source.js";
import type { Binding, Exchange, Queue, Topology } from "./topology.js";
import {
  deadExchange,
  deadLetterQueue,
  replyExchange,
  retryExchange,
  returnExchange,
  strayExchange,
  strayQueue,
  vhost,
  waitQueue,
} from "./topology-names.js";

/**
 * Everything that the operations need on the broker: the services' exchanges as documented, each consumed queue with its
 * dead-letter queue, and the machinery of retries and replies.
 * @param documented - the exchanges that channels describe, one for each name
 */
export function buildTopology(
  services: readonly Service[],
  operations: readonly Operation[],
  documented: readonly Exchange[],
): Topology {
  const receiving = operations.filter((operation) => operation.action === "receive");
  const used = new Set(
    operations.flatMap((operation) =>
      operation.action === "send" ? [operation.route.exchange] : operation.bindings.map(({ exchange }) => exchange),
    ),
  );
  const machinery = receiving[0] === undefined ? none : buildMachinery(receiving, receiving[0].source);
  const exchanges = [
    ...documented.filter(({ name }) => used.has(name)),
    ...impliedExchanges(operations, documented),
    ...machinery.exchanges,
    ...operations.filter(isAnswering).map(({ source }) => exchange(replyExchange, "topic", source)),
  ];
  const queues = [...consumedQueues(receiving), ...machinery.queues];
  const bindings = [...consumedBindings(receiving), ...machinery.bindings];
  const consumed = queues.filter(({ role }) => role === "consumed").map(({ name }) => name);
  return {
    vhost,
    exchanges: byName(exchanges),
    queues: byName(queues),
    bindings: unique(bindings, ({ exchange, queue, routingKey }) => `${exchange} ${queue} ${routingKey}`),
    policies: byName([
      ...(receiving.length === 0 ? [] : buildPolicies(stepsOf(receiving), consumed)),
      ...(operations.some(hasInstanceQueue) ? [instancePolicy()] : []),
    ]),
    users: byName(buildUsers(services, operations, exchanges)),
  };
}

/** Documents that know nothing of us name no exchange at times; their operations got one by convention. */
function impliedExchanges(operations: readonly Operation[], documented: readonly Exchange[]): readonly Exchange[] {
  const known = new Set(["", ...documented.map(({ name }) => name)]);
  return operations.flatMap((operation) => {
    if (operation.action !== "send" || known.has(operation.route.exchange)) return [];
    return [exchange(operation.route.exchange, "topic", operation.source)];
  });
}

type Part = Pick<Topology, "exchanges" | "queues" | "bindings">;

const none: Part = { exchanges: [], queues: [], bindings: [] };

function buildMachinery(receiving: readonly ReceiveOperation[], source: Source): Part {
  const steps = stepsOf(receiving);
  const waits = unique(
    receiving.flatMap(({ service, retry, source: from }) =>
      policySteps(retry).map((step) => ({ service, step, source: from })),
    ),
    ({ service, step }) => `${service} ${step}`,
  );
  return {
    exchanges: [
      exchange(returnExchange, "direct", source, { "alternate-exchange": strayExchange }),
      exchange(strayExchange, "fanout", source),
      exchange(deadExchange, "topic", source),
      ...steps.map((step) => exchange(retryExchange(step), "topic", source)),
    ],
    queues: [
      quorumQueue(strayQueue, "stray", source),
      ...waits.map(({ service, step, source: from }) => quorumQueue(waitQueue(service, step), "wait", from)),
    ],
    bindings: [
      { exchange: strayExchange, queue: strayQueue, routingKey: "", source },
      ...waits.map(
        ({ service, step, source: from }): Binding => ({
          exchange: retryExchange(step),
          queue: waitQueue(service, step),
          routingKey: `${service}.#`,
          source: from,
        }),
      ),
    ],
  };
}

function consumedQueues(receiving: readonly ReceiveOperation[]): readonly Queue[] {
  const queues = unique(receiving, ({ queue }) => queue);
  return queues.flatMap(({ queue, source }) => [
    quorumQueue(queue, "consumed", source),
    quorumQueue(deadLetterQueue(queue), "dead-letter", source),
  ]);
}

function consumedBindings(receiving: readonly ReceiveOperation[]): readonly Binding[] {
  return receiving.flatMap(({ queue, bindings, source }) => [
    ...bindings.map((binding) => ({ ...binding, queue })),
    { exchange: returnExchange, queue, routingKey: queue, source },
    { exchange: deadExchange, queue: deadLetterQueue(queue), routingKey: queue, source },
  ]);
}

/** Every wait step in use, shortest first. */
function stepsOf(receiving: readonly ReceiveOperation[]): readonly string[] {
  const steps = new Set(receiving.flatMap(({ retry }) => policySteps(retry)));
  return [...steps].sort((a, b) => (stepMilliseconds(a) ?? 0) - (stepMilliseconds(b) ?? 0) || compareText(a, b));
}

function exchange(name: string, type: string, source: Source, args: Exchange["arguments"] = {}): Exchange {
  return { name, type, durable: true, autoDelete: false, internal: false, arguments: args, source };
}

function quorumQueue(name: string, role: Queue["role"], source: Source): Queue {
  return { name, role, durable: true, autoDelete: false, arguments: { "x-queue-type": "quorum" }, source };
}

function byName<T extends { readonly name: string }>(list: readonly T[]): readonly T[] {
  return unique(list, ({ name }) => name);
}

/** The first of each key, sorted by key. */
function unique<T>(list: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const found = new Map<string, T>();
  for (const item of list) if (!found.has(keyOf(item))) found.set(keyOf(item), item);
  return [...found].sort(([a], [b]) => compareText(a, b)).map(([, item]) => item);
}
