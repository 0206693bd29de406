import type { Policy } from "../../model/topology.js";
import type { Side } from "./topology-change.js";

/** The policy that the broker applies to a queue: of those that match its name, the one of highest priority. */
export function effectivePolicy({ policies }: Side, queue: string): Policy | undefined {
  const wide = policies.ofMany.filter(({ pattern }) => pattern.test(queue)).map(({ policy }) => policy);
  return [...(policies.ofOne.get(queue) ?? []), ...wide].reduce<Policy | undefined>(
    (best, policy) => (best === undefined || policy.priority > best.priority ? policy : best),
    undefined,
  );
}

/** What a queue is set to: its argument, which overrides every policy, or its policy's. */
export function setting(side: Side, queue: string, key: string): string | number | boolean | undefined {
  return side.queues.get(queue)?.arguments[`x-${key}`] ?? effectivePolicy(side, queue)?.definition[key];
}
