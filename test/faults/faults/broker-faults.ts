import { setTimeout as pause } from "node:timers/promises";
import { bringBack } from "../cluster/bring-back.js";
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
    await bringBack(host, {
      exchanges: (definitions.exchanges ?? []).filter(({ name }) => name === exchange),
      bindings: (definitions.bindings ?? []).filter(({ source }) => source === exchange),
    });
  },
};

export const channelRefused: Fault = {
  id: "channel-406",
  title: "channel 406: every publish is above the broker's limit of size for 5 s",
  recoveryFrom: "heal",
  async inject(context) {
    // A channel keeps the limit that held when it was opened, so all of them are opened again.
    await onAll(context, "eval", "application:set_env(rabbit, max_message_size, 16).");
    await context.host.management.closeConnections();
    await pause(5_000);
    await onAll(context, "eval", "application:set_env(rabbit, max_message_size, 16777216).");
  },
};

export const consumerTimeout: Fault = {
  id: "consumer-timeout",
  title: "the broker's consumer timeout (2 s) under handlers that hang for 6 s",
  recoveryFrom: "heal",
  async inject(context) {
    const set = (timeout: number, tick: number): Promise<void> =>
      onAll(
        context,
        "eval",
        `application:set_env(rabbit, consumer_timeout, ${timeout}), application:set_env(rabbit, channel_tick_interval, ${tick}).`,
      );
    await set(2_000, 500);
    await context.host.management.closeConnections();
    context.consumer.tell({ do: "hold", ms: 6_000 });
    await pause(12_000);
    context.consumer.tell({ do: "hold", ms: 0 });
    await set(1_800_000, 60_000);
    // The channels of the short time must not stay.
    await context.host.management.closeConnections();
  },
};
