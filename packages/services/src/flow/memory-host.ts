import { createMemoryBroker } from "@insaka/runtime/memory";
import { definitions } from "@intellifin/contracts/definitions";
import type { FlowHost } from "./host.js";

/** The lending topology on the broker in memory. */
export function memoryHost(): FlowHost {
  const broker = createMemoryBroker({ definitions });
  return {
    transport: "memory",
    description: "the in-memory transport",
    target: () => broker,
    operator: broker.operator,
    async publishRaw({ exchange, routingKey, body, messageId, type, version }) {
      const properties = { messageId, type, contentType: "application/json" };
      broker.publish({ exchange, routingKey, body: Buffer.from(body), properties, headers: { "x-version": version } });
    },
    async close() {},
  };
}
