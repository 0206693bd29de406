import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.js";

const QUEUE = "communications.loan-approved";

/** How long clients may believe in connections to nodes that are gone, in milliseconds: a killed node's sockets are reset at once. */
const SEEN = 1_000;

export const leaderKilled: Fault = {
  id: "leader-kill",
  seconds: 12,
  title: "kill -9 of the node that leads a queue",
  recoveryFrom: "injection",
  short: true,
  async inject({ cluster, host }) {
    const leader = await cluster.leaderOf(host, QUEUE);
    await leader.kill();
    await pause(5_000);
    await cluster.whole();
  },
};

export const followerKilled: Fault = {
  id: "follower-kill",
  seconds: 12,
  title: "kill -9 of a node that follows",
  recoveryFrom: "injection",
  async inject({ cluster, host, random }) {
    const leader = await cluster.leaderOf(host, QUEUE);
    const followers = cluster.nodes.filter((node) => node !== leader);
    await followers[Math.floor(random() * followers.length)]?.kill();
    await pause(5_000);
    await cluster.whole();
  },
};

export const allKilled: Fault = {
  id: "all-kill",
  seconds: 18,
  title: "kill -9 of all three nodes, and their restart",
  recoveryFrom: "heal",
  async inject({ cluster, down, up }) {
    await Promise.all(cluster.nodes.map((node) => node.kill()));
    down("both", SEEN);
    await pause(5_000);
    up();
    await cluster.whole();
  },
};

export const rollingRestart: Fault = {
  id: "rolling-restart",
  seconds: 35,
  title: "rolling restart of the three nodes",
  recoveryFrom: "injection",
  async inject({ cluster }) {
    for (const node of cluster.nodes) {
      await node.stop();
      await cluster.whole();
    }
  },
};

export const partition: Fault = {
  id: "partition",
  seconds: 16,
  title: "partition: the leader's node without the two others for 10 s",
  recoveryFrom: "injection",
  async inject({ cluster, host }) {
    const leader = await cluster.leaderOf(host, QUEUE);
    await cluster.isolate(leader);
    await pause(10_000);
    await cluster.rejoin(leader);
    await cluster.whole();
  },
};
