import type { Topology } from "../model/topology.js";

/** A topology in RabbitMQ's own form. Users have no password hash: the broker then refuses every password. */
export function brokerDefinitions(topology: Topology): object {
  const { vhost } = topology;
  return {
    vhosts: [{ name: vhost }],
    users: topology.users.map(({ name }) => ({ name, tags: [], limits: {} })),
    permissions: topology.users.map(({ name, permission }) => ({ user: name, vhost, ...permission })),
    topic_permissions: topology.users.flatMap(({ name, topicPermissions }) =>
      topicPermissions.map((permission) => ({ user: name, vhost, ...permission })),
    ),
    policies: topology.policies.map(({ name, pattern, applyTo, priority, definition }) => ({
      vhost,
      name,
      pattern,
      "apply-to": applyTo,
      priority,
      definition,
    })),
    exchanges: topology.exchanges.map((exchange) => ({
      name: exchange.name,
      vhost,
      type: exchange.type,
      durable: exchange.durable,
      auto_delete: exchange.autoDelete,
      internal: exchange.internal,
      arguments: exchange.arguments,
    })),
    queues: topology.queues.map(({ name, durable, autoDelete, arguments: args }) => ({
      name,
      vhost,
      durable,
      auto_delete: autoDelete,
      arguments: args,
    })),
    bindings: topology.bindings.map(({ exchange, queue, routingKey }) => ({
      source: exchange,
      vhost,
      destination: queue,
      destination_type: "queue",
      routing_key: routingKey,
      arguments: {},
    })),
  };
}
