import { setTimeout as pause } from "node:timers/promises";
import { median } from "../../bench/report/quantile.js";
import { bringBack } from "../cluster/bring-back.js";
import { FILLER } from "../cluster/drain-queues.js";
import type { Fault, FaultContext } from "./fault.js";

const QUEUE = "communications.loan-approved";

/** Deletes the queue for a while. What was published before it was back counts as destroyed with it, where it is missing. */
async function withoutQueue(context: FaultContext, meanwhile: () => Promise<void>): Promise<void> {
  const { host, definitions, publisher } = context;
  await host.management.deleteQueue(QUEUE);
  await meanwhile();
  await bringBack(host, {
    queues: (definitions.queues ?? []).filter(({ name }) => name === QUEUE),
    bindings: (definitions.bindings ?? []).filter(({ destination }) => destination === QUEUE),
  });
  const back = Date.now();
  const before = publisher.read().flatMap((fact) => (fact.k === "attempt" && fact.at < back ? [fact.id] : []));
  context.destroyed(before.map((id) => ({ id, queue: QUEUE })));
}

export const queueDeleted: Fault = {
  id: "queue-deleted",
  title: "a consumed queue deleted, and recreated after 4 s",
  recoveryFrom: "heal",
  async inject(context) {
    await withoutQueue(context, () => pause(4_000));
  },
};

/** The first step of credit-bureau's ladder, in milliseconds. */
const STEP = 1_000;

export const retriesWait: Fault = {
  id: "retries-wait",
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
    consumer.tell({ do: "fail", part: 0 });
    const delays = retryDelays(context, from);
    context.note(
      `credit-bureau's retries of ${STEP} ms came after ${median(delays)} ms (median of ${delays.length}), ${Math.max(0, ...delays)} ms at worst`,
    );
    if (delays.length === 0 || median(delays) > 3 * STEP) context.complain("other services' retries were held up");
    await host.management.deletePolicy("full", "operator-policies");
  },
};

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
