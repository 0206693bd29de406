import { setTimeout as pause } from "node:timers/promises";
import type { Fault, FaultContext } from "./fault.js";

async function onAll({ cluster }: FaultContext, ...args: readonly string[]): Promise<void> {
  await Promise.all(cluster.nodes.map((node) => cluster.ctl(node, ...args)));
}

export const memoryAlarm: Fault = {
  id: "memory-alarm",
  title: "memory alarm for 8 s",
  recoveryFrom: "heal",
  short: true,
  async inject(context) {
    await onAll(context, "set_vm_memory_high_watermark", "0.0001");
    context.down("publisher", 3_000);
    await pause(8_000);
    context.up();
    await onAll(context, "set_vm_memory_high_watermark", "0.6");
  },
};

export const diskAlarm: Fault = {
  id: "disk-alarm",
  title: "disk alarm for 8 s",
  recoveryFrom: "heal",
  async inject(context) {
    await onAll(context, "set_disk_free_limit", "100TB");
    context.down("publisher", 3_000);
    await pause(8_000);
    context.up();
    await onAll(context, "set_disk_free_limit", "64MB");
  },
};

export const exchangeMissing: Fault = {
  id: "channel-404",
  title: "channel 404: an exchange deleted for 5 s",
  recoveryFrom: "heal",
  async inject({ host, definitions, random }) {
    const exchange = random() < 0.5 ? "credit-bureau" : "loan-origination";
    await host.management.deleteExchange(exchange);
    await pause(5_000);
    const named = { vhost: host.name };
    const exchanges = (definitions.exchanges ?? []).filter(({ name }) => name === exchange);
    const bindings = (definitions.bindings ?? []).filter(({ source }) => source === exchange);
    await host.management.importDefinitions({
      exchanges: exchanges.map((one) => ({
        internal: false,
        arguments: {},
        durable: true,
        auto_delete: false,
        ...one,
        ...named,
      })),
      bindings: bindings.map((one) => ({ arguments: {}, ...one, ...named })),
    });
  },
};
