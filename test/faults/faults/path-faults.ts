import { setTimeout as pause } from "node:timers/promises";
import type { Fault, FaultContext } from "./fault.js";

const all = ({ proxies }: FaultContext, act: (proxy: FaultContext["proxies"][number]) => void): void => {
  for (const proxy of proxies) act(proxy);
};

export const connectionsClosed: Fault = {
  id: "connections-closed",
  seconds: 2,
  title: "forced close of all connections by the broker",
  recoveryFrom: "injection",
  short: true,
  async inject({ host }) {
    await host.management.closeConnections();
  },
};

export const pathCut: Fault = {
  id: "tcp-cut",
  seconds: 6,
  title: "TCP cut on the path of all clients for 3 s",
  recoveryFrom: "heal",
  short: true,
  async inject(context) {
    context.down("both", 1_000);
    all(context, (proxy) => proxy.cut());
    await pause(3_000);
    context.up();
    all(context, (proxy) => proxy.restore());
  },
};

export const pathHalfOpen: Fault = {
  id: "tcp-half-open",
  seconds: 20,
  title: "TCP half-open: everything is swallowed for 12 s",
  recoveryFrom: "heal",
  async inject(context) {
    // A peer is given up after two heartbeats without a byte, looked at once per heartbeat: three of 2 s.
    context.down("both", 8_000);
    all(context, (proxy) => proxy.swallow());
    await pause(12_000);
    context.up();
    all(context, (proxy) => proxy.restore());
  },
};

export const pathSlow: Fault = {
  id: "tcp-slow",
  seconds: 14,
  title: "slow path: 20 kB/s each way for 10 s",
  recoveryFrom: "heal",
  async inject(context) {
    all(context, (proxy) => proxy.slow(20_000));
    await pause(10_000);
    all(context, (proxy) => proxy.restore());
  },
};
