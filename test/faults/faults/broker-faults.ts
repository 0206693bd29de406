import { setTimeout as pause } from "node:timers/promises";
import { bringBack } from "../cluster/bring-back.js";
import type { Fault, FaultContext } from "./fault.js";

export const memoryAlarm: Fault = {
  id: "memory-alarm",
  seconds: 12,
  title: "memory alarm for 8 s",
  recoveryFrom: "heal",
  short: true,
  async inject({ cluster, down, up }) {
    // The alarm of one node blocks the publishers of all.
    const node = cluster.alive;
    await cluster.ctl(node, "set_vm_memory_high_watermark", "0.0001");
    down("publisher", 3_000);
    await pause(8_000);
    up();
    await cluster.ctl(node, "set_vm_memory_high_watermark", "0.6");
  },
};

export const diskAlarm: Fault = {
  id: "disk-alarm",
  seconds: 12,
  title: "disk alarm for 8 s",
  recoveryFrom: "heal",
  async inject({ cluster, down, up }) {
    const node = cluster.alive;
    await cluster.ctl(node, "set_disk_free_limit", String(1e14));
    down("publisher", 3_000);
    await pause(8_000);
    up();
    await cluster.ctl(node, "set_disk_free_limit", String(64e6));
  },
};

export const exchangeMissing: Fault = {
  id: "channel-404",
  seconds: 8,
  title: "channel 404: an exchange deleted for 5 s",
  recoveryFrom: "heal",
  async inject(context) {
    const { host, definitions, random } = context;
    const began = Date.now();
    const exchange = random() < 0.5 ? "credit-bureau" : "loan-origination";
    await host.management.deleteExchange(exchange);
    await pause(5_000);
    await bringBack(host, {
      exchanges: (definitions.exchanges ?? []).filter(({ name }) => name === exchange),
      bindings: (definitions.bindings ?? []).filter(({ source }) => source === exchange),
    });
    refusalsSince(context, began);
  },
};

export const channelRefused: Fault = {
  id: "channel-406",
  seconds: 8,
  title: "channel 406: every publish is above the broker's limit of size for 5 s",
  recoveryFrom: "heal",
  async inject(context) {
    const began = Date.now();
    // Since 4.0 every channel reads the limit at each message, from there.
    await context.cluster.callEverywhere("persistent_term", "put", "max_message_size", "16");
    await pause(5_000);
    await context.cluster.callEverywhere("persistent_term", "put", "max_message_size", "16777216");
    refusalsSince(context, began);
  },
};

/** A fault that nobody felt proves nothing. */
function refusalsSince({ publisher, note, complain }: FaultContext, since: number): void {
  const refused = publisher
    .read()
    .filter((fact) => fact.k === "outcome" && fact.at >= since && fact.outcome !== "confirmed").length;
  note(`${refused} publishes were not confirmed meanwhile`);
  if (refused === 0) complain("no publish was refused");
}

export const consumerTimeout: Fault = {
  id: "consumer-timeout",
  seconds: 20,
  title: "the broker's consumer timeout (2 s) under handlers that hang for 6 s",
  recoveryFrom: "heal",
  async inject(context) {
    const set = (timeout: number, tick: number): Promise<void> =>
      context.cluster.callEverywhere(
        "application",
        "set_env",
        `[{rabbit, [{consumer_timeout, ${timeout}}, {channel_tick_interval, ${tick}}]}]`,
      );
    const began = Date.now();
    // A channel keeps the time-out that held when it was opened, so all of them are opened again.
    await set(2_000, 500);
    await context.host.management.closeConnections();
    context.consumer.tell({ do: "hold", ms: 6_000 });
    await pause(12_000);
    context.consumer.tell({ do: "hold", ms: 0 });
    await set(1_800_000, 60_000);
    // The channels of the short time must not stay.
    await context.host.management.closeConnections();
    const since = context.consumer.read().filter((fact) => fact.k === "handled" && fact.at >= began);
    const again = since.length - new Set(since.map((fact) => fact.k === "handled" && `${fact.queue} ${fact.id}`)).size;
    context.note(`${again} deliveries came again meanwhile`);
    if (again === 0) context.complain("no delivery timed out");
  },
};
