import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Definitions, VirtualHost } from "@insaka/broker";
import { check, type Published, type Seen, type Verdict } from "../checker/check.js";
import { drainQueues } from "../cluster/drain-queues.js";
import type { FaultCluster } from "../cluster/fault-cluster.js";
import type { Fault } from "../faults/fault.js";
import { type FaultProxy, faultProxy } from "../proxy/fault-proxy.js";
import type { Subject } from "../subject.js";
import { queuesFor, randomOf } from "../traffic.js";
import type { Fact } from "./fact.js";
import { LoadProcess } from "./load-process.js";
import { type Down, wrongReadiness } from "./readiness.js";

/** How long after a fault all has to work again, in milliseconds: two longest pauses between attempts and one attempt. */
const RECOVERY_PATIENCE = 60_000;
/** How long the consumers may take for what is still in the queues once nothing is published any more. */
const SETTLE_PATIENCE = 60_000;

export interface RoundOptions {
  readonly cluster: FaultCluster;
  readonly definitions: Definitions;
  readonly subject: Subject;
  readonly fault: Fault;
  readonly seed: number;
  readonly messages: number;
  readonly rate: number;
  /** Where the facts of the processes are kept. */
  readonly folder: string;
  /** Takes one line about where the round is. */
  readonly tell: (line: string) => void;
}

export interface Round {
  readonly seed: number;
  readonly verdict: Verdict;
  /** Milliseconds until something published afterwards was confirmed and handled; absent where that never came. */
  readonly recovery?: number;
  readonly readinessWrong: number;
  /** What else was not as it must be, in words. */
  readonly complaints: readonly string[];
  /** Figures of this fault's own. */
  readonly notes: readonly string[];
}

/** One fault once, in a virtual host of its own. */
export async function round(options: RoundOptions): Promise<Round> {
  const { cluster, definitions } = options;
  await cluster.whole();
  const host = await cluster.alive.broker.createVirtualHost(definitions);
  const proxies = await Promise.all(cluster.nodes.map(({ broker }) => faultProxy(broker.amqpPort)));
  const folder = await mkdtemp(join(options.folder, "round-"));
  const processes: LoadProcess[] = [];
  try {
    return await play(options, host, proxies, folder, processes);
  } finally {
    await Promise.all(processes.map((each) => each.stop(0)));
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await rm(folder, { recursive: true, force: true });
    await cluster.whole();
    await host.delete();
  }
}

async function play(
  { cluster, definitions, subject, fault, seed, messages, rate, tell }: RoundOptions,
  host: VirtualHost,
  proxies: readonly FaultProxy[],
  folder: string,
  processes: LoadProcess[],
): Promise<Round> {
  const services = ["loan-origination", "communications", "credit-bureau"];
  const through = (service: string): readonly string[] =>
    proxies.map(({ port }) => {
      const url = new URL(host.url(service));
      url.port = String(port);
      return url.href;
    });
  const load = (role: "publisher" | "consumer" | "crowd", inFlight = 500): LoadProcess => {
    const urls = Object.fromEntries(services.map((service) => [service, through(service)]));
    const { workMs = 0, prefetch = 20 } = fault;
    const facts = join(folder, `${role}-${processes.length}.facts`);
    const started = new LoadProcess({
      role,
      subject: subject.id,
      facts,
      urls,
      seed,
      rate,
      inFlight,
      prefetch,
      workMs,
    });
    processes.push(started);
    return started;
  };
  const consumer = load("consumer");
  const publisher = load("publisher");
  await consumer.start();
  await publisher.start();
  const alive = Promise.all([consumer.keepAlive(), publisher.keepAlive()]);

  await until(() => attempted(publisher) >= messages / 4, RECOVERY_PATIENCE);
  const downs: Down[] = [];
  const destroyed: Seen[] = [];
  const notes: string[] = [];
  const complaints: string[] = [];
  tell("under load");
  const injectedAt = Date.now();
  const random = randomOf(seed);
  await pause(random() * 500);
  await fault.inject({
    cluster,
    host,
    definitions,
    proxies,
    publisher,
    consumer,
    random,
    destroyed: (seen) => void destroyed.push(...seen),
    down: (who, boundMs) => void downs.push({ who, from: Date.now() + boundMs, until: Number.POSITIVE_INFINITY }),
    async crowd(clients) {
      const crowd = load("crowd", clients);
      await crowd.start();
      return crowd;
    },
    note: (text) => void notes.push(text),
    complain: (text) => void complaints.push(text),
    up: () => {
      const last = downs.pop();
      if (last !== undefined) downs.push({ ...last, until: Date.now() });
    },
  });
  const healedAt = Date.now();
  tell("healed");
  const since = fault.recoveryFrom === "heal" ? healedAt : injectedAt;
  await until(() => recovered(publisher, consumer, healedAt) !== undefined, RECOVERY_PATIENCE);
  const works = Date.now();
  await until(() => attempted(publisher) >= messages, RECOVERY_PATIENCE);
  tell("ending the publisher");
  await publisher.stop();
  tell("handling what is left");
  await until(() => handledAll(publisher, consumer), SETTLE_PATIENCE);
  await consumer.stop();
  await alive;

  tell("draining the queues");
  await cluster.whole();
  const drained = await drainQueues(host, adminUrl(cluster, host));
  const published = publishedBy(publisher.read(), definitions);
  const handled = consumer.read().filter((fact) => fact.k === "handled");
  const verdict = check({ published, handled, ...drained, destroyed });
  const at = recovered(publisher, consumer, since);
  const { least = 0, most = 0 } = fault.deadLetters ?? {};
  if (at === undefined) complaints.push("it did not recover");
  if (verdict.deadLettered < least || verdict.deadLettered > most)
    complaints.push(
      `${verdict.deadLettered} dead letters, ${least === most ? least : `${least} to ${most}`} are right`,
    );
  const samples = { publisher: publisher.read(), consumer: consumer.read() };
  return {
    seed,
    verdict,
    ...(at === undefined ? {} : { recovery: at - since }),
    readinessWrong: wrongReadiness(samples, downs, works),
    complaints,
    notes,
  };
}

/** When a message that was attempted after `since` had been both confirmed and handled for the first time. */
function recovered(publisher: LoadProcess, consumer: LoadProcess, since: number): number | undefined {
  const begun = new Set<string>();
  const confirmed = new Set<string>();
  let confirmedAt: number | undefined;
  for (const fact of publisher.read()) {
    if (fact.k === "attempt" && fact.at >= since) begun.add(fact.id);
    if (fact.k === "outcome" && fact.outcome === "confirmed" && begun.has(fact.id)) {
      confirmed.add(fact.id);
      confirmedAt ??= fact.at;
    }
  }
  const handled = consumer.read().find((fact) => fact.k === "handled" && confirmed.has(fact.id));
  return handled === undefined || confirmedAt === undefined ? undefined : Math.max(handled.at, confirmedAt);
}

function attempted(publisher: LoadProcess): number {
  return publisher.read().reduce((sum, fact) => sum + (fact.k === "attempt" ? 1 : 0), 0);
}

/** Every confirmed message was handled in its consumed queue; what is missing may be in a dead-letter queue or lost. */
function handledAll(publisher: LoadProcess, consumer: LoadProcess): boolean {
  const handled = new Set(consumer.read().flatMap((fact) => (fact.k === "handled" ? [fact.id] : [])));
  return publisher.read().every((fact) => fact.k !== "outcome" || fact.outcome !== "confirmed" || handled.has(fact.id));
}

function publishedBy(facts: readonly Fact[], definitions: Definitions): readonly Published[] {
  const routes = {
    loanApproved: queuesFor(definitions, { exchange: "loan-origination", routingKey: "loan.approved" }),
    creditReportRequested: queuesFor(definitions, { exchange: "credit-bureau", routingKey: "credit-report.requested" }),
  };
  const outcomes = new Map(facts.flatMap((fact) => (fact.k === "outcome" ? [[fact.id, fact.outcome] as const] : [])));
  return facts.flatMap((fact) =>
    fact.k === "attempt" ? [{ id: fact.id, queues: routes[fact.kind], outcome: outcomes.get(fact.id) }] : [],
  );
}

function adminUrl(cluster: FaultCluster, host: VirtualHost): string {
  const url = new URL(host.adminUrl);
  url.port = String(cluster.alive.broker.amqpPort);
  return url.href;
}

async function until(reached: () => boolean, patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  while (!reached() && Date.now() < deadline) await pause(100);
}
