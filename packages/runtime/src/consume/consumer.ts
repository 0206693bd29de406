import type { JsonValue } from "@insaka/schema";
import type { Broker, BrokerLink, Drainable, DrainReport } from "../broker.js";
import { linkOf } from "../broker.js";
import { ContractError } from "../contract-error.js";
import type { QueueDescriptor } from "../message/descriptor.js";
import type { SubscriptionState } from "../transport/transport.js";
import type { Exhausted, Handler, Handlers } from "./handler.js";
import { QueueConsumer } from "./queue-consumer.js";
import { requireTopology } from "./require-topology.js";

export type { Receives } from "./handler.js";

export interface ConsumerOptions<R> {
  /** One handler for each message that the service's document receives. */
  readonly handlers: Handlers<R>;
  /** Deliveries in flight for each queue. */
  readonly prefetch?: number;
  /** Is called before a message that has used up its attempts goes to its dead-letter queue. */
  readonly onExhausted?: (exhausted: Exhausted) => Promise<void> | void;
}

/** A running consumer of all queues of a service. */
export interface Consumer {
  /** Drains this consumer alone; `broker.close()` does so for all. */
  close(options?: { readonly deadlineMs?: number }): Promise<Omit<DrainReport, "unconfirmed">>;
}

/**
 * Starts a service's consumer; resolves when every queue is subscribed.
 *
 * @throws ContractError `topology-missing` when the broker lacks what the definitions declare, `access-refused` when the user may not
 *   read a queue, `configuration` when a handler is missing
 */
export interface ConsumerFactory<R> {
  (broker: Broker, options: ConsumerOptions<R>): Promise<Consumer>;
  /** What it consumes and which versions it reads: by this the dead letters that wait for a newer build are offered to it. */
  readonly queues: readonly QueueDescriptor[];
}

/** Makes the factory of a service's consumer. Generated code calls this. */
export function consumer<R extends object>(service: string, queues: readonly QueueDescriptor[]): ConsumerFactory<R> {
  const start = async (broker: Broker, options: ConsumerOptions<R>): Promise<Consumer> => {
    const link = linkOf(broker, service);
    const handlers = checkedHandlers(service, queues, options.handlers as Readonly<Record<string, unknown>>);
    await requireTopology(link, queues);
    const running = new ServiceConsumer(link, queues, handlers, options);
    await running.start();
    return running;
  };
  return Object.assign(start, { queues });
}

class ServiceConsumer implements Consumer, Drainable {
  readonly #link: BrokerLink;
  readonly #consumers: readonly QueueConsumer[];

  constructor(
    link: BrokerLink,
    queues: readonly QueueDescriptor[],
    handlers: Readonly<Record<string, Handler<JsonValue>>>,
    options: Pick<ConsumerOptions<unknown>, "prefetch" | "onExhausted">,
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
  queues: readonly QueueDescriptor[],
  handlers: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Handler<JsonValue>>> {
  const names = queues.flatMap(({ messages }) => Object.keys(messages));
  const missing = names.filter((name) => typeof handlers?.[name] !== "function");
  if (missing.length > 0) {
    throw new ContractError("configuration", `the consumer of "${service}" lacks handlers: ${missing.join(", ")}`);
  }
  return handlers as Readonly<Record<string, Handler<JsonValue>>>;
}
