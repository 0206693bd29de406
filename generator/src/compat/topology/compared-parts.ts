/** A minor series of RabbitMQ from which on what a re-declare compares is known. 4.0 and 4.3 were run; 3.12 is by its sources. */
export type BrokerVersion = "3.12" | "4.0" | "4.3";

/** Oldest first. A broker between two of them does as the older one. */
export const brokerVersions: readonly BrokerVersion[] = ["3.12", "4.0", "4.3"];

/** A type of queue, as `x-queue-type` names it. */
export type QueueType = "classic" | "quorum" | "stream";

/** What a queue declared without `x-queue-type` is, unless its virtual host says otherwise. */
export const defaultQueueType: QueueType = "classic";

/**
 * Arguments of a queue that a re-declare compares, by the type of the queue that exists, and since which version. What is in no
 * list of the type differs without a word; what is only in the list of another type the broker also refuses to create.
 */
export const comparedArguments: Readonly<Record<QueueType, Readonly<Record<string, BrokerVersion>>>> = {
  classic: {
    "x-expires": "3.12",
    "x-message-ttl": "3.12",
    "x-dead-letter-exchange": "3.12",
    "x-dead-letter-routing-key": "3.12",
    "x-max-length": "3.12",
    "x-max-length-bytes": "3.12",
    "x-max-priority": "3.12",
    "x-overflow": "3.12",
    "x-queue-mode": "3.12",
    "x-queue-version": "3.12",
    "x-single-active-consumer": "3.12",
    "x-queue-type": "3.12",
    "x-queue-master-locator": "3.12",
    "x-queue-leader-locator": "4.0",
  },
  quorum: {
    "x-dead-letter-exchange": "3.12",
    "x-dead-letter-routing-key": "3.12",
    "x-dead-letter-strategy": "3.12",
    "x-expires": "3.12",
    "x-max-length": "3.12",
    "x-max-length-bytes": "3.12",
    "x-max-in-memory-length": "3.12",
    "x-max-in-memory-bytes": "3.12",
    "x-overflow": "3.12",
    "x-single-active-consumer": "3.12",
    "x-queue-type": "3.12",
    "x-quorum-initial-group-size": "3.12",
    "x-delivery-limit": "3.12",
    "x-message-ttl": "3.12",
    "x-queue-leader-locator": "3.12",
    "x-consumer-disconnected-timeout": "4.3",
    "x-consumer-timeout": "4.3",
    "x-delayed-retry-type": "4.3",
    "x-delayed-retry-min": "4.3",
    "x-delayed-retry-max": "4.3",
  },
  stream: {
    "x-max-length-bytes": "3.12",
    "x-queue-type": "3.12",
    "x-max-age": "3.12",
    "x-stream-max-segment-size-bytes": "3.12",
    "x-initial-cluster-size": "3.12",
    "x-queue-leader-locator": "3.12",
    "x-stream-filter-size-bytes": "4.3",
  },
};

/** The one argument of an exchange that a re-declare compares, in every version. */
export const comparedExchangeArgument = "alternate-exchange";

/** True where the version compares the argument on a queue of this type. */
export function isCompared(type: QueueType, argument: string, version: BrokerVersion): boolean {
  const since = comparedArguments[type][argument];
  return since !== undefined && brokerVersions.indexOf(since) <= brokerVersions.indexOf(version);
}

/** True where the version creates no queue of this type with the argument: it belongs to other types alone. */
export function isForeign(type: QueueType, argument: string, version: BrokerVersion): boolean {
  const types: readonly QueueType[] = ["classic", "quorum", "stream"];
  return !isCompared(type, argument, version) && types.some((other) => isCompared(other, argument, version));
}
