import { stepMilliseconds } from "./read-retry.js";
import type { Policy } from "./topology.js";
import { deadExchange, escapePattern, instanceQueues, returnExchange } from "./topology-names.js";

/**
 * Bytes that one service may have waiting at one step. When it is full the broker refuses further messages, and the
 * service keeps them unacknowledged in its own queue: an outage slows the service down and fills no disk. 256 MiB are about
 * 250,000 messages of a kilobyte; ten services with four steps can take 10 GiB at the very most.
 */
export const waitQueueBytes: number = 256 * 1024 * 1024;

/**
 * Deliveries of one message from one queue before the broker takes it for poison. It counts crashes and hand-backs within
 * one attempt (each wait round is a new message), so it is unrelated to the attempts of the retry ladder.
 */
export const deliveryLimit = 10;

/** Above the default of 0, so that a catch-all policy of somebody else does not silently replace ours. */
const priority = 100;

/** At-least-once dead-lettering works with reject-publish only; with drop-head the broker falls back without a word. */
const atLeastOnce = { "dead-letter-strategy": "at-least-once", overflow: "reject-publish" } as const;

/**
 * Messages that the queue of one instance holds at most. Nobody but the instance reads it and it goes with the instance: one
 * that does not keep up loses the oldest, and harms neither the broker nor its publishers.
 */
export const instanceQueueLength = 10_000;

/** Policies rather than arguments, which could not be changed later: one for each wait step, one for dead letters, one for each consumed queue. */
export function buildPolicies(steps: readonly string[], consumed: readonly string[]): readonly Policy[] {
  return [deadLetterPolicy(), ...steps.map(waitPolicy), ...consumed.map(queuePolicy)];
}

/** Bounds the queues of instances. */
export function instancePolicy(): Policy {
  const definition = { "max-length": instanceQueueLength, overflow: "drop-head" };
  return { ...policy("insaka.instance", instanceQueues, definition), applyTo: "classic_queues" };
}

function waitPolicy(step: string): Policy {
  return policy(`insaka.wait.${step}`, `^[a-z0-9-]+\\.wait\\.${escapePattern(step)}$`, {
    "message-ttl": stepMilliseconds(step) ?? 0,
    "dead-letter-exchange": returnExchange,
    ...atLeastOnce,
    "max-length-bytes": waitQueueBytes,
    "delivery-limit": -1,
  });
}

/** Looking at a dead letter counts as a delivery: without -1 the 21st look throws it away. */
function deadLetterPolicy(): Policy {
  return policy("insaka.dlq", "^(.+\\.dlq|insaka\\.stray)$", { "delivery-limit": -1 });
}

/** One for each queue, because each needs its own dead-letter routing key, and a key as argument needs the exchange there too. */
function queuePolicy(queue: string): Policy {
  return policy(`insaka.queue.${queue}`, `^${escapePattern(queue)}$`, {
    "dead-letter-exchange": deadExchange,
    "dead-letter-routing-key": queue,
    ...atLeastOnce,
    "delivery-limit": deliveryLimit,
  });
}

function policy(name: string, pattern: string, definition: Policy["definition"]): Policy {
  return { name, pattern, applyTo: "quorum_queues", priority, definition };
}
