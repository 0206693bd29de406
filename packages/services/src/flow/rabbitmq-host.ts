import type { BrokerNode } from "@insaka/broker";
import { definitions } from "@intellifin/contracts/definitions";
import type { FlowHost } from "./host.js";

/** The lending topology in a virtual host of its own on a RabbitMQ; `close` removes it and ends the node if it was started here. */
export async function rabbitmqHost(node: BrokerNode): Promise<FlowHost> {
  const virtualHost = await node.createVirtualHost(definitions).catch(async (error: unknown) => {
    await node.stop();
    throw error;
  });
  return {
    transport: "rabbitmq",
    description: node.description,
    target: (service) => virtualHost.url(service),
    operator: virtualHost.adminUrl,
    async publishRaw({ exchange, routingKey, body, messageId, type, version }) {
      await virtualHost.management.publish(exchange, routingKey, body, {
        message_id: messageId,
        type,
        content_type: "application/json",
        delivery_mode: 2,
        headers: { "x-version": version },
      });
    },
    async close() {
      try {
        await virtualHost.delete();
      } finally {
        await node.stop();
      }
    },
  };
}
