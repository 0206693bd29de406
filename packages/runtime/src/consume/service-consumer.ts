import type { BrokerLink, Drainable, DrainReport } from "../broker.js";
import { ContractError } from "../contract-error.js";
import { checked } from "../defaults.js";
import type { ConsumedQueue } from "../message/descriptor.js";
import { requireTopology } from "../require-topology.js";
import type { RequiredTopology, SubscriptionState } from "../transport/transport.js";
import type { Exhausted } from "./handler.js";
import { type HandlerPlan, planHandlers } from "./handler-plan.js";
import { QueueConsumer } from "./queue-consumer.js";

/** A running consumer of all queues of a service. */
export interface Consumer {
  /** Drains this consumer alone; `broker.close()` does so for all. */
  close(options?: { readonly deadlineMs?: number }): Promise<Omit<DrainReport, "unconfirmed">>;
}

/** What a consumer is started with, its handlers not yet looked at. */
export interface ServiceConsumerOptions {
  readonly handlers: object;
  readonly prefetch?: number;
  readonly concurrency?: number;
  readonly onExhausted?: (exhausted: Exhausted) => Promise<void> | void;
}

/**
 * Starts a consumer of these queues; resolves when every one is subscribed.
 *
 * @throws ContractError `configuration` when a handler is missing, `topology-missing`, `access-refused`
 */
export async function startConsumer(
  link: BrokerLink,
  queues: readonly ConsumedQueue[],
  options: ServiceConsumerOptions,
  topology: RequiredTopology,
): Promise<Consumer> {
  const names = queues.flatMap(({ messages }) => Object.keys(messages));
  const plans = planHandlers(link.service, names, options.handlers);
  const { prefetch = link.settings.prefetch, concurrency } = options;
  checked("", { prefetch }, 1, 65_535);
  if (concurrency !== undefined) checked("", { concurrency }, 1);
  for (const queue of queues) demandRoom(queue, plans, prefetch);
  await requireTopology(link, topology);
  const running = new ServiceConsumer(link, queues, plans, options);
  await running.start();
  return running;
}

/** The consumers of several queues, started and ended together. */
class ServiceConsumer implements Consumer, Drainable {
  readonly endsLast = false;
  readonly #link: BrokerLink;
  readonly #consumers: readonly QueueConsumer[];

  constructor(
    link: BrokerLink,
    queues: readonly ConsumedQueue[],
    plans: Readonly<Record<string, HandlerPlan>>,
    options: Omit<ServiceConsumerOptions, "handlers">,
  ) {
    this.#link = link;
    const { prefetch = link.settings.prefetch, concurrency, onExhausted } = options;
    const shared = {
      link,
      plans,
      prefetch,
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(onExhausted === undefined ? {} : { onExhausted }),
    };
    this.#consumers = queues.map((descriptor) => new QueueConsumer({ ...shared, descriptor }));
  }

  async start(): Promise<void> {
    this.#link.add(this);
    // All of them, refused or not: one that comes alive after the others were closed would take messages for nobody.
    const starts = await Promise.allSettled(this.#consumers.map((each) => each.start()));
    const refused = starts.find((start) => start.status === "rejected");
    if (refused === undefined) return;
    await this.close({ deadlineMs: 0 });
    throw refused.reason;
  }

  queues(): Readonly<Record<string, SubscriptionState>> {
    return Object.fromEntries(this.#consumers.map((each) => [each.queue, each.state]));
  }

  async close(options: { readonly deadlineMs?: number } = {}): Promise<Omit<DrainReport, "unconfirmed">> {
    const deadlineMs = options.deadlineMs ?? this.#link.settings.timeouts.drain;
    const reports = await Promise.all(this.#consumers.map((each) => each.close(deadlineMs)));
    // Only now: until then closing the broker must wait for this drain, and not pull the connections from under it.
    this.#link.delete(this);
    return {
      finished: reports.reduce((sum, { finished }) => sum + finished, 0),
      handedBack: reports.reduce((sum, { handedBack }) => sum + handedBack, 0),
    };
  }
}

/** A batch that the prefetch has no room for would never be full. */
function demandRoom(
  { queue, messages }: ConsumedQueue,
  plans: Readonly<Record<string, HandlerPlan>>,
  prefetch: number,
): void {
  for (const [name, { replies }] of Object.entries(messages)) {
    const batch = plans[name]?.batch;
    if (batch === undefined) continue;
    if (replies !== undefined) {
      throw new ContractError(
        "configuration",
        `the handler "${name}": a request is answered by itself, not in a batch`,
      );
    }
    if (batch.size <= prefetch) continue;
    throw new ContractError(
      "configuration",
      `the handler "${name}": batches of ${batch.size} can never be full with a prefetch of ${prefetch} for queue "${queue}"; ` +
        "raise `prefetch` or lower `batch.size`",
    );
  }
}
