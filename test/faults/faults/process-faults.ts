import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./fault.js";

export const publisherKilled: Fault = {
  id: "publisher-kill",
  seconds: 2,
  title: "kill -9 of the publisher's process",
  recoveryFrom: "injection",
  async inject({ publisher }) {
    await publisher.kill();
  },
};

export const consumerKilled: Fault = {
  id: "consumer-kill",
  seconds: 2,
  title: "kill -9 of the consumer's process",
  recoveryFrom: "injection",
  short: true,
  async inject({ consumer }) {
    await consumer.kill();
  },
};

export const poison: Fault = {
  id: "poison",
  seconds: 27,
  title: "a message that kills the consumer's process, prefetch 50",
  recoveryFrom: "injection",
  prefetch: 50,
  deadLetters: { least: 1, most: 1 },
  async inject({ publisher, host }) {
    publisher.tell({ do: "poison" });
    // Eleven deaths, each with a new start of the process, before the delivery limit of 10 makes a dead letter of it.
    const deadline = Date.now() + 150_000;
    const dead = async (): Promise<number> =>
      (await host.management.queue("communications.loan-approved.dlq").catch(() => undefined))?.messages ?? 0;
    while ((await dead()) === 0 && Date.now() < deadline) await pause(500);
  },
};

export const nackStorm: Fault = {
  id: "nack-storm",
  seconds: 12,
  title: "nack storm: four handlings in five fail for 5 s",
  recoveryFrom: "heal",
  async inject({ consumer }) {
    consumer.tell({ do: "fail", part: 0.8 });
    await pause(5_000);
    consumer.tell({ do: "fail", part: 0 });
  },
};

/** What the consumer is closed with, and the end of its process, in milliseconds. */
const DRAIN_DEADLINE = 12_000;

export const drainRestart: Fault = {
  id: "drain-restart",
  seconds: 25,
  title: "the broker restarts while the consumer drains",
  recoveryFrom: "heal",
  workMs: 20,
  async inject({ consumer, cluster, note, complain, ours }) {
    const began = Date.now();
    const drained = consumer.ended.then(() => Date.now() - began);
    consumer.tell({ do: "stop" });
    await Promise.all(cluster.nodes.map((node) => node.stop()));
    await cluster.whole();
    const late = pause(DRAIN_DEADLINE, undefined, { ref: false });
    const took = await Promise.race([drained, late]);
    note(took === undefined ? "the consumer did not end" : `the consumer ended after ${took} ms`);
    if (took !== undefined && took <= DRAIN_DEADLINE) return;
    if (ours) complain(`the consumer's drain took longer than ${DRAIN_DEADLINE} ms`);
    await consumer.kill();
  },
};

/** Each client holds two connections. */
const CROWD = { processes: 4, clients: 125 } as const;

export const thousandClients: Fault = {
  id: "thousand-clients",
  seconds: 40,
  title: "1,000 connections of 500 clients lost at once",
  recoveryFrom: "injection",
  async inject({ crowd, proxies, cluster, note, complain }) {
    const all = await Promise.all(Array.from({ length: CROWD.processes }, () => crowd(CROWD.clients)));
    const rates: number[] = [];
    const rate = async (): Promise<number> => {
      type Overview = { churn_rates?: { connection_created?: number } };
      const { management } = cluster.alive.broker;
      // A broker that is busy with the crowd may not answer in time; the next look counts what this one has missed.
      const view = await management.request<Overview>("GET", "/overview").catch(() => undefined);
      return view?.churn_rates?.connection_created ?? last.created;
    };
    let last = { at: Date.now(), created: 0 };
    last = { at: Date.now(), created: await rate() };
    // The path of all, for a moment: asked to close so many by its management, a broker takes longer than they to come back.
    const began = Date.now();
    for (const proxy of proxies) {
      proxy.cut();
      proxy.restore();
    }
    const isBack = (): boolean =>
      all.every((each) => each.read().some((fact) => fact.k === "ready" && fact.ready && fact.at > began + 1_000));
    while (!isBack() && Date.now() < began + 90_000) {
      await pause(1_000);
      const now = { at: Date.now(), created: await rate() };
      rates.push(((now.created - last.created) * 1_000) / (now.at - last.at));
      last = now;
    }
    if (!isBack()) complain("not all of the crowd came back within 90 s");
    note(
      `${CROWD.processes * CROWD.clients} clients of two connections each, all ready ${Date.now() - began} ms after; at most ${Math.round(Math.max(0, ...rates))} connections a second`,
    );
  },
};
