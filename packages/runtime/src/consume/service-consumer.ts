import type { BrokerLink, Drainable, DrainReport } from "../broker.js";
import { ContractError } from "../contract-error.js";
import type { ConsumedQueue } from "../message/descriptor.js";
import { requireTopology } from "../require-topology.js";
import type { RequiredTopology, SubscriptionState } from "../transport/transport.js";
import type { AnyHandler, Exhausted } from "./handler.js";
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
  const handlers = checkedHandlers(link.service, queues, options.handlers as Readonly<Record<string, unknown>>);
  await requireTopology(link, topology);
  const running = new ServiceConsumer(link, queues, handlers, options);
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
    handlers: Readonly<Record<string, AnyHandler>>,
    options: Omit<ServiceConsumerOptions, "handlers">,
  ) {
    this.#link = link;
    const { prefetch = link.settings.prefetch, onExhausted } = options;
    const shared = { link, handlers, prefetch, ...(onExhausted === undefined ? {} : { onExhausted }) };
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

/** The types demand every handler; plain JavaScript, and a cast, can still forget one. */
function checkedHandlers(
  service: string,
  queues: readonly ConsumedQueue[],
  handlers: Readonly<Record<string, unknown>>,
): Readonly<Record<string, AnyHandler>> {
  const names = queues.flatMap(({ messages }) => Object.keys(messages));
  const missing = names.filter((name) => typeof handlers?.[name] !== "function");
  if (missing.length > 0) {
    throw new ContractError("configuration", `the consumer of "${service}" lacks handlers: ${missing.join(", ")}`);
  }
  return handlers as Readonly<Record<string, AnyHandler>>;
}
