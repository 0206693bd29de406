import type { Definitions, VirtualHost } from "@insaka/broker";

/** Declares exchanges, queues and bindings again that were deleted from a virtual host. */
export async function bringBack(
  host: VirtualHost,
  { exchanges = [], queues = [], bindings = [] }: Pick<Definitions, "exchanges" | "queues" | "bindings">,
): Promise<void> {
  const shape = { vhost: host.name, arguments: {} };
  const lasting = { durable: true, auto_delete: false };
  await host.management.importDefinitions({
    exchanges: exchanges.map((one) => ({
      ...lasting,
      internal: false,
      ...one,
      ...shape,
      arguments: one.arguments ?? {},
    })),
    queues: queues.map((one) => ({ ...lasting, ...one, ...shape, arguments: one.arguments ?? {} })),
    bindings: bindings.map((one) => ({ ...one, ...shape, arguments: one.arguments ?? {} })),
  });
}
