import type { ContractModel, Route } from "./contract-model.js";
import { matchesTopic } from "./topic-pattern.js";
import type { Binding, Topology } from "./topology.js";

/** The bindings by which an exchange would route a key. Headers exchanges route by headers: every binding may be meant. */
export function bindingsFor(
  topology: Pick<Topology, "bindings" | "exchanges">,
  { exchange, routingKey }: Route,
): readonly Binding[] {
  const type = topology.exchanges.find(({ name }) => name === exchange)?.type ?? "topic";
  return topology.bindings.filter(
    (binding) => binding.exchange === exchange && routesKey(type, binding.routingKey, routingKey),
  );
}

/** What the exchanges route by, the queues of instances included: those stand in no definitions, and last as long as their instance. */
export function withInstances({ topology, operations }: ContractModel): Pick<Topology, "bindings" | "exchanges"> {
  const ofInstances = operations.flatMap((operation) =>
    operation.action === "broadcast" ? operation.bindings.map((route) => ({ ...route, queue: operation.queue })) : [],
  );
  return { exchanges: topology.exchanges, bindings: [...topology.bindings, ...ofInstances] };
}

/** True where an exchange of this type routes the key by a binding with this one. Headers exchanges read no key: every binding may be meant. */
export function routesKey(type: string, pattern: string, key: string): boolean {
  if (type === "direct") return pattern === key;
  return type === "topic" ? matchesTopic(pattern, key) : true;
}
