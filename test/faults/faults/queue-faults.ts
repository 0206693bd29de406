import { setTimeout as pause } from "node:timers/promises";
import { connect } from "amqplib";
import { median } from "../../bench/report/quantile.js";
import type { Seen } from "../checker/check.js";
import { bringBack } from "../cluster/bring-back.js";
import { FILLER } from "../cluster/drain-queues.js";
import type { Fault, FaultContext } from "./fault.js";

const QUEUE = "communications.loan-approved";

/**
 * Deletes the queue for a while. Destroyed with it can only be what was sent before its deletion and not handled by then, and no
 * more than it held. What was sent until it was back has no queue to be in; everything after that counts.
 */
async function withoutQueue(context: FaultContext, meanwhile: () => Promise<void>): Promise<void> {
  const { cluster, host, definitions, publisher, consumer } = context;
  const seen = (id: string): Seen => ({ id, queue: QUEUE });
  const handled = new Set(
    consumer.read().flatMap((fact) => (fact.k === "handled" && fact.queue === QUEUE ? [fact.id] : [])),
  );
  const began = Date.now();
  const ready = await deleteQueue(cluster.urlOf(host));
  const gone = Date.now();
  await meanwhile();
  await bringBack(host, {
    queues: (definitions.queues ?? []).filter(({ name }) => name === QUEUE),
    bindings: (definitions.bindings ?? []).filter(({ destination }) => destination === QUEUE),
  });
  const back = Date.now();
  const facts = publisher.read();
  const sent = (from: number, until: number): readonly string[] =>
    facts.flatMap((fact) =>
      fact.k === "attempt" && fact.kind === "loanApproved" && fact.at >= from && fact.at < until ? [fact.id] : [],
    );
  const underWay = new Set(sent(0, gone));
  for (const fact of facts) if (fact.k === "outcome" && fact.at < began) underWay.delete(fact.id);
  const held = ready + UNSETTLED + underWay.size;
  context.note(`the deleted queue held ${ready} messages that nobody had been given yet`);
  context.destroyed(
    sent(0, gone)
      .filter((id) => !handled.has(id))
      .map(seen),
    held,
  );
  context.queueless(sent(gone, back).map(seen));
}

/** Deletes it over AMQP, whose answer says how many messages were ready in it. */
async function deleteQueue(url: string): Promise<number> {
  const connection = await connect(url, { noDelay: true });
  try {
    const channel = await connection.createChannel();
    return (await channel.deleteQueue(QUEUE)).messageCount;
  } finally {
    await connection.close();
  }
}

/** What consumers may hold unacknowledged beside what is ready: twice the prefetch, as the end of one may overlap with the next. */
const UNSETTLED = 40;

export const queueDeleted: Fault = {
  id: "queue-deleted",
  strays: true,
  seconds: 7,
  title: "a consumed queue deleted, and recreated after 4 s",
  recoveryFrom: "heal",
  async inject(context) {
    await withoutQueue(context, () => pause(4_000));
  },
};

/** Retries of another service of which the delay is told. */
const ENOUGH = 50;

/** The first step of credit-bureau's ladder, in milliseconds. */
const STEP = 1_000;

export const retriesWait: Fault = {
  id: "retries-wait",
  strays: true,
  seconds: 35,
  notForPeers: "they have no ladder of wait queues",
  title: "1,000 retries wait; their queue is deleted and another one is full",
  recoveryFrom: "heal",
  async inject(context) {
    const { host, consumer } = context;
    const failed = (queue: string): number =>
      consumer.read().reduce((sum, fact) => sum + (fact.k === "failed" && fact.queue === queue ? 1 : 0), 0);
    const full = { pattern: "^pmec\\.loan-settled$", "apply-to": "queues", definition: { "max-length": 1 } };
    await host.management.putPolicy("full", full, "operator-policies");
    for (let n = 0; n < 20; n += 1) {
      const properties = { message_id: `${FILLER}${n}`, delivery_mode: 2 };
      await host.management.publish("insaka.retry.5s", "pmec.loan-settled", "{}", properties);
    }
    consumer.tell({ do: "fail", part: 1, queue: QUEUE });
    const deadline = Date.now() + 30_000;
    while (failed(QUEUE) < 1_000 && Date.now() < deadline) await pause(50);
    context.note(`${failed(QUEUE)} retries waited`);
    const from = Date.now();
    await withoutQueue(context, async () => {
      // Those of another service go on: half of credit-bureau's deliveries fail once.
      consumer.tell({ do: "fail", part: 0.5, queue: "credit-bureau." });
      await pause(10_000);
    });
    // On a busy machine the consumer has a lot before it when these come.
    const patience = Date.now() + 60_000;
    while (retryDelays(context, from).length < ENOUGH && Date.now() < patience) await pause(200);
    consumer.tell({ do: "fail", part: 0 });
    const delays = retryDelays(context, from);
    // A retry comes back behind what waits in its queue by then: what is fresh there is as late, where the machine is busy.
    const lateness = median(freshDelays(context, from));
    context.note(
      `credit-bureau's retries of ${STEP} ms came after ${median(delays)} ms (median of ${delays.length}), ${Math.max(0, ...delays)} ms at worst; ` +
        `what was fresh in the same queue after ${lateness} ms`,
    );
    if (delays.length < ENOUGH) context.complain("too few retries of another service came to say how late they are");
    else if (median(delays) > 3 * STEP + lateness) context.complain("other services' retries were held up");
    await host.management.deletePolicy("full", "operator-policies");
  },
};

/** From a publish to its first attempt in the queue of the service that nothing was done to. */
function freshDelays({ publisher, consumer }: FaultContext, from: number): readonly number[] {
  const sent = new Map<string, number>();
  for (const fact of publisher.read()) if (fact.k === "attempt" && fact.at >= from) sent.set(fact.id, fact.at);
  return consumer.read().flatMap((fact) => {
    if (fact.k !== "failed" && fact.k !== "handled") return [];
    const at = sent.get(fact.id);
    return at === undefined || fact.attempt !== 1 || !fact.queue.startsWith("credit-bureau.") ? [] : [fact.at - at];
  });
}

/** From the failure of a first attempt to the second attempt, for the service that nothing was done to. */
function retryDelays({ consumer }: FaultContext, from: number): readonly number[] {
  const first = new Map<string, number>();
  return consumer.read().flatMap((fact) => {
    if (fact.k !== "failed" && fact.k !== "handled") return [];
    if (fact.at < from || !fact.queue.startsWith("credit-bureau.")) return [];
    if (fact.attempt === 1 && fact.k === "failed") first.set(fact.id, fact.at);
    const began = first.get(fact.id);
    return fact.attempt === 2 && began !== undefined ? [fact.at - began] : [];
  });
}
