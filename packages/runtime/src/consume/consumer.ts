import type { Broker } from "../broker.js";
import { linkOf } from "../broker.js";
import type { QueueDescriptor } from "../message/descriptor.js";
import { DEAD_EXCHANGE, REPLY_EXCHANGE, RETRY_EXCHANGE } from "../message/house-exchanges.js";
import type { RequiredTopology } from "../transport/transport.js";
import type { Exhausted } from "./handler.js";
import type { Handlers } from "./handlers.js";
import type { Consumer } from "./service-consumer.js";
import { startConsumer } from "./service-consumer.js";

export type { Receives } from "./handlers.js";

export interface ConsumerOptions<R> {
  /** One handler for each message that the service's document receives. */
  readonly handlers: Handlers<R>;
  /** Deliveries in flight for each queue. */
  readonly prefetch?: number;
  /** Handlers of each queue that run at once, at most: the rest of the prefetch waits in order. All of it unless given. */
  readonly concurrency?: number;
  /** Is called before a message that has used up its attempts goes to its dead-letter queue. */
  readonly onExhausted?: (exhausted: Exhausted) => Promise<void> | void;
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
    return await startConsumer(link, queues, options, topologyOf(queues));
  };
  return Object.assign(start, { queues });
}

function stepsOf({ retry, messages }: QueueDescriptor): readonly string[] {
  return [...retry.steps, ...Object.values(messages).flatMap((each) => each.retry?.steps ?? [])];
}

/** The queues, and every exchange that something of them may have to be published to. */
function topologyOf(queues: readonly QueueDescriptor[]): RequiredTopology {
  const steps = new Set(queues.flatMap(stepsOf));
  const answers = queues.some(({ messages }) => Object.values(messages).some(({ replies }) => replies !== undefined));
  return {
    exchanges: [
      DEAD_EXCHANGE,
      ...(answers ? [REPLY_EXCHANGE] : []),
      ...[...steps].map((step) => RETRY_EXCHANGE + step),
    ],
    queues: queues.map(({ queue }) => queue),
  };
}
