import { readFileSync } from "node:fs";
import { type BrokerNode, type Definitions, startBrokerAtHand, type VirtualHost } from "@insaka/broker";
import type { Peer } from "./cases.js";
import { QUEUE } from "./event.js";
import { startSink } from "./processes.js";

/** What clients connect to: their URLs by the service's name. They hold passwords. */
export type Urls = Readonly<Record<string, string>>;

/** The sink and, where there is one at hand, a broker with the lending topology. */
export interface Stages {
  /** Of the broker; undefined where there is none. */
  readonly version: string | undefined;
  urls(peer: Peer): Urls | undefined;
  stop(): Promise<void>;
}

const SERVICES = ["client-management", "identity"];

export async function setStages(tell: (line: string) => void): Promise<Stages> {
  const sink = await startSink();
  const urls = new Map<Peer, Urls>([["sink", Object.fromEntries(SERVICES.map((service) => [service, sink.url]))]]);
  const [hosts, node]: [VirtualHost[], BrokerNode | undefined] = [[], await startBrokerAtHand({ log: tell })];
  const stop = async (): Promise<void> => {
    sink.stop();
    await Promise.all(hosts.map((host) => host.delete()));
    await node?.stop();
  };
  try {
    for (const kind of ["classic", "quorum"] as const) {
      const host = await node?.createVirtualHost(topology(kind));
      if (host === undefined) continue;
      hosts.push(host);
      urls.set(kind, Object.fromEntries(SERVICES.map((service) => [service, host.url(service)])));
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { version: node?.version, urls: (peer) => urls.get(peer), stop };
}

/** The generated definitions, with one queue for the message. A classic one has no delivery limit and dead-letters at most once. */
function topology(kind: "classic" | "quorum"): Definitions {
  const all: Definitions = JSON.parse(readFileSync("infra/rabbitmq/definitions.json", "utf8"));
  if (kind === "quorum") return all;
  const queues = (all.queues ?? []).map((queue) =>
    queue.name === QUEUE ? { ...queue, arguments: { ...queue.arguments, "x-queue-type": "classic" } } : queue,
  );
  return { ...all, queues };
}
