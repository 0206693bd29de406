import type { Broker } from "../broker.js";
import { linkOf } from "../broker.js";
import type { BroadcastDescriptor, ReadDescriptor } from "../message/descriptor.js";
import type { NoHeaders } from "../message/document-headers.js";
import { newInstanceQueue } from "../message/instance-queue.js";
import type { BroadcastDelivery } from "./handler.js";
import type { Consumer } from "./service-consumer.js";
import { startConsumer } from "./service-consumer.js";

/** What a generated broadcast consumer receives under one handler name. */
export interface Broadcasts<Payload, Headers = NoHeaders> {
  readonly payload: Payload;
  readonly headers?: Headers;
}

export interface BroadcastConsumerOptions<B> {
  /** One handler for each message. There is no retry: a message whose handler throws is dropped, and an observer is told. */
  readonly handlers: {
    readonly [K in keyof B]: B[K] extends Broadcasts<infer Payload, infer Headers>
      ? (delivery: BroadcastDelivery<Payload, Headers>) => Promise<void> | void
      : never;
  };
  /** Deliveries in flight. */
  readonly prefetch?: number;
}

/**
 * Starts a broadcast consumer: every instance of the service that starts one gets each message, as long as it is connected.
 *
 * @throws ContractError `topology-missing` when the broker lacks an exchange, `access-refused` when the user may not bind to it,
 *   `configuration` when a handler is missing
 */
export type BroadcastConsumerFactory<B> = (broker: Broker, options: BroadcastConsumerOptions<B>) => Promise<Consumer>;

/** The messages under the names of the types. */
type BroadcastDescriptorOf<B> = Omit<BroadcastDescriptor, "messages"> & {
  readonly messages: { readonly [K in keyof B]: ReadDescriptor };
};

/** Makes the factory of a service's broadcast consumer. Generated code calls this. */
export function broadcastConsumer<B extends object>(
  service: string,
  { bindings, messages }: BroadcastDescriptorOf<B>,
): BroadcastConsumerFactory<B> {
  return async (broker, options) => {
    const link = linkOf(broker, service);
    // A name for each start: two consumers in one process are two instances.
    const queue = { queue: newInstanceQueue(service), bindings, messages };
    const exchanges = [...new Set(bindings.map(({ exchange }) => exchange))];
    return await startConsumer(link, [queue], options, { exchanges, queues: [] });
  };
}
