import type { ContractModel, Operation } from "../../model/contract-model.js";
import { policyOf } from "../../model/read-retry.js";
import type { QueueReceiver, SentRoute, TopologyView } from "./topology-view.js";

/** The topology of documents: what codegen writes into the definitions, and who uses it. */
export function topologyOf({ topology, operations }: Pick<ContractModel, "topology" | "operations">): TopologyView {
  return {
    exchanges: topology.exchanges.map(({ source, ...exchange }) => ({ ...exchange, at: source })),
    queues: topology.queues.map(({ source, ...queue }) => ({ ...queue, at: source })),
    bindings: topology.bindings.map(({ source, ...binding }) => ({ ...binding, at: source })),
    policies: topology.policies,
    users: topology.users,
    routes: operations.flatMap(routesOf),
    receivers: operations.flatMap(receiversOf),
  };
}

/** An operation that lists a draft alone sends nothing yet; its place is told all the same, as others bind for it. */
function routesOf(operation: Operation): readonly SentRoute[] {
  if (operation.action !== "send") return [];
  const { service, name, route } = operation;
  return operation.messages.map(({ message }) => ({
    message,
    service,
    operation: name,
    exchange: route.exchange,
    routingKey: route.routingKey,
    at: route.source,
  }));
}

function receiversOf(operation: Operation): readonly QueueReceiver[] {
  if (operation.action === "send") return [];
  const { service, name, queue, source } = operation;
  return operation.messages.map(({ message }) => ({
    message,
    service,
    operation: name,
    queue,
    perInstance: operation.action === "broadcast",
    bindings: operation.bindings.map(({ exchange, routingKey }) => ({ exchange, routingKey })),
    retry: operation.action === "receive" ? policyOf(operation.retry, message) : null,
    at: source,
  }));
}
