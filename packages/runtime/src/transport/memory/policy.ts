import type { Arguments, PolicyEntry } from "./definitions.js";

export type QueueKind = "quorum" | "classic";

/** What holds for a queue, from its arguments and the one policy that applies. */
export interface QueueRules {
  /** Milliseconds that a message lives in the queue. */
  readonly ttl: number | undefined;
  readonly deadLetterExchange: string | undefined;
  readonly deadLetterRoutingKey: string | undefined;
  /** Keeps a dead letter until its next place has taken it. */
  readonly atLeastOnce: boolean;
  /** Times that a message may come back; undefined means for ever. */
  readonly deliveryLimit: number | undefined;
  readonly maxLength: number | undefined;
  readonly maxBytes: number | undefined;
  readonly rejectsWhenFull: boolean;
}

/** What a quorum queue of RabbitMQ 4 goes by when nobody says otherwise. */
const DEFAULT_DELIVERY_LIMIT = 20;

/** The rules of a queue. An argument wins over a policy, and of several policies the one of the highest priority applies whole. */
export function rulesOf(policies: readonly PolicyEntry[], name: string, kind: QueueKind, args: Arguments): QueueRules {
  const policy = policyFor(policies, name, ["queues", "all", `${kind}_queues`])?.definition ?? {};
  const get = (key: string): unknown => args[`x-${key}`] ?? policy[key];
  const number = (key: string): number | undefined => {
    const value = get(key);
    return typeof value === "number" ? value : undefined;
  };
  const text = (key: string): string | undefined => {
    const value = get(key);
    return typeof value === "string" ? value : undefined;
  };
  const rejectsWhenFull = text("overflow") === "reject-publish";
  const limit = number("delivery-limit") ?? DEFAULT_DELIVERY_LIMIT;
  return {
    ttl: number("message-ttl"),
    deadLetterExchange: text("dead-letter-exchange"),
    deadLetterRoutingKey: text("dead-letter-routing-key"),
    // With drop-head the broker falls back to at-most-once without a word.
    atLeastOnce: kind === "quorum" && rejectsWhenFull && text("dead-letter-strategy") === "at-least-once",
    deliveryLimit: kind === "classic" || limit < 0 ? undefined : limit,
    maxLength: number("max-length"),
    maxBytes: number("max-length-bytes"),
    rejectsWhenFull,
  };
}

/** The alternate exchange that a policy gives to an exchange. */
export function alternateByPolicy(policies: readonly PolicyEntry[], exchange: string): string | undefined {
  const alternate = policyFor(policies, exchange, ["exchanges", "all"])?.definition["alternate-exchange"];
  return typeof alternate === "string" ? alternate : undefined;
}

function policyFor(policies: readonly PolicyEntry[], name: string, kinds: readonly string[]): PolicyEntry | undefined {
  let found: PolicyEntry | undefined;
  for (const policy of policies) {
    if (!kinds.includes(policy["apply-to"]) || !new RegExp(policy.pattern).test(name)) continue;
    if (found === undefined || (policy.priority ?? 0) > (found.priority ?? 0)) found = policy;
  }
  return found;
}
