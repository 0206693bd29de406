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
import { consumedQueues, queuesFor, randomOf } from "../traffic.js";
import type { Fact } from "./fact.js";
import { LoadProcess } from "./load-process.js";
import { type Down, wrongReadiness } from "./readiness.js";
import { longestPauses, type Recovery, recovered } from "./recovery.js";

/** How long after a fault all has to work again, in milliseconds: two longest pauses between attempts and one attempt. */
const RECOVERY_PATIENCE = 60_000;
/** How long the consumers may take for what is still in the queues once nothing is published any more. */
const SETTLE_PATIENCE = 60_000;
/** How long a fault may take until it has undone itself, in milliseconds. */
const FAULT_PATIENCE = 300_000;

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
  /** Absent where it never recovered. */
  readonly recovery?: Recovery;
  /** What the whole round took, in seconds. */
  readonly seconds: number;
  readonly readinessWrong: number;
  /** What else was not as it must be, in words. */
  readonly complaints: readonly string[];
  /** Figures of this fault's own. */
  readonly notes: readonly string[];
}

/** The cluster does not take a round any more: what the fault before did to it has outlasted that round. */
export class ClusterUnusable extends Error {
  override readonly name = "ClusterUnusable";
}

/**
 * One fault once, in a virtual host of its own.
 * @throws ClusterUnusable where the round could not begin
 */
export async function round(options: RoundOptions): Promise<Round> {
  const { cluster } = options;
  const began = Date.now();
  const host = await setUp(options);
  const proxies = await Promise.all(cluster.nodes.map(({ broker }) => faultProxy(broker.amqpPort)));
  const folder = await mkdtemp(join(options.folder, "round-"));
  const processes: LoadProcess[] = [];
  try {
    const played = await play(options, host, proxies, folder, processes);
    return { ...played, seconds: Math.round((Date.now() - began) / 1_000) };
  } finally {
    await Promise.all(processes.map((each) => each.stop(0)));
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await rm(folder, { recursive: true, force: true });
    await cluster.whole();
    await host.delete();
  }
}

async function setUp({ cluster, definitions }: RoundOptions): Promise<VirtualHost> {
  try {
    await cluster.whole();
    return await cluster.alive.broker.createVirtualHost(definitions);
  } catch (error) {
    throw new ClusterUnusable(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function play(
  { cluster, definitions, subject, fault, seed, messages, rate, tell }: RoundOptions,
  host: VirtualHost,
  proxies: readonly FaultProxy[],
  folder: string,
  processes: LoadProcess[],
): Promise<Omit<Round, "seconds">> {
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

  await until(() => attempted(publisher) >= messages / 4);
  const downs: Down[] = [];
  const destroyed: Seen[] = [];
  let destroyedAtMost = 0;
  const queueless: Seen[] = [];
  const notes: string[] = [];
  const complaints: string[] = [];
  tell("under load");
  const random = randomOf(seed);
  await pause(random() * 500);
  const injectedAt = Date.now();
  const injected = fault.inject({
    cluster,
    host,
    definitions,
    proxies,
    publisher,
    consumer,
    random,
    ours: subject.id === "insaka",
    destroyed: (seen, atMost) => {
      destroyed.push(...seen);
      destroyedAtMost += atMost;
    },
    queueless: (seen) => void queueless.push(...seen),
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
  await inTime(injected, `${fault.id} had not undone itself after ${FAULT_PATIENCE} ms`);
  const healedAt = Date.now();
  tell("healed");
  const since = fault.recoveryFrom === "heal" ? healedAt : injectedAt;
  const again = await until(() => recovered(publisher.read(), consumer.read(), healedAt) !== undefined);
  if (!again) complaints.push("it did not recover");
  const works = Date.now();
  await until(() => attempted(publisher) >= messages);
  tell("ending the publisher");
  const stoppedAt = Date.now();
  if (!(await publisher.stop())) complaints.push("the publisher did not end by itself");
  tell("handling what is left");
  await settled(host);
  if (!(await consumer.stop())) complaints.push("the consumer did not end by itself");
  await alive;

  tell("draining the queues");
  await cluster.whole();
  const drained = await drainQueues(host, cluster.urlOf(host));
  const published = publishedBy(publisher.read(), definitions);
  const handled = consumer.read().filter((fact) => fact.k === "handled");
  const { deadLettered, stray } = drained;
  const left = [...drained.left, ...stray];
  const verdict = check({ published, handled, left, deadLettered, destroyed, queueless });
  if (stray.length > 0)
    (fault.strays === true ? notes : complaints).push(
      `${stray.length} retries came back while their queue did not exist and are kept in insaka.stray`,
    );
  const { least = 0, most = 0 } = fault.deadLetters ?? {};
  if (verdict.deadLettered < least || verdict.deadLettered > most)
    complaints.push(
      `${verdict.deadLettered} dead letters, ${least === most ? least : `${least} to ${most}`} are right`,
    );
  if (verdict.destroyed.length > destroyedAtMost)
    complaints.push(
      `${verdict.destroyed.length} copies are missing, the deleted queue held ${destroyedAtMost} at most: the others are lost`,
    );
  const unhandled = leftUnhandled(drained.left, handled);
  if (unhandled > 0) complaints.push(`${unhandled} messages of consumed queues were still not handled at the end`);
  const samples = { publisher: publisher.read(), consumer: consumer.read() };
  const recovery =
    fault.recoveryFrom === "heal"
      ? recovered(samples.publisher, samples.consumer, since)
      : longestPauses(samples.publisher, samples.consumer, since, stoppedAt);
  return {
    seed,
    verdict,
    ...(again && recovery !== undefined ? { recovery } : {}),
    readinessWrong: wrongReadiness(samples, downs, works),
    complaints,
    notes,
  };
}

function attempted(publisher: LoadProcess): number {
  return publisher.read().reduce((sum, fact) => sum + (fact.k === "attempt" ? 1 : 0), 0);
}

/** Resolves when what the consumer works on is empty at two looks, the broker's counts being up to a second old, or after a while. */
async function settled(host: VirtualHost): Promise<void> {
  const services = new Set(consumedQueues.map(({ service }) => service));
  const deadline = Date.now() + SETTLE_PATIENCE;
  for (let empty = 0; empty < 2 && Date.now() < deadline; ) {
    const queues = await host.management.queues().catch(() => undefined);
    const busy = queues?.some(
      ({ name, messages }) =>
        services.has(name.split(".")[0] ?? "") && !name.endsWith(".dlq") && (messages === undefined || messages > 0),
    );
    empty = busy === false ? empty + 1 : 0;
    await pause(1_000);
  }
}

/** What lay in or behind the consumed queues and had never been handled. */
function leftUnhandled(left: readonly Seen[], handled: readonly Seen[]): number {
  const consumed = new Set(consumedQueues.map(({ queue }) => queue));
  const done = new Set(handled.map(({ id, queue }) => `${queue} ${id}`));
  return left.filter(({ id, queue }) => consumed.has(queue) && !done.has(`${queue} ${id}`)).length;
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

async function until(reached: () => boolean): Promise<boolean> {
  const deadline = Date.now() + RECOVERY_PATIENCE;
  while (!reached()) {
    if (Date.now() > deadline) return false;
    await pause(100);
  }
  return true;
}

async function inTime(work: Promise<void>, otherwise: string): Promise<void> {
  const late = pause(FAULT_PATIENCE, "late" as const, { ref: false });
  if ((await Promise.race([work, late])) === "late") throw new Error(otherwise);
}
