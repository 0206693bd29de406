import type { Policy } from "../../model/topology.js";
import type { Side } from "./topology-change.js";

/** The policy that the broker applies to a queue: of those that match its name, the one of highest priority. */
export function effectivePolicy(side: Side, queue: string): Policy | undefined {
  const matching = side.view.policies.filter(({ pattern }) => compiled(pattern).test(queue));
  return matching.reduce<Policy | undefined>(
    (best, policy) => (best === undefined || policy.priority > best.priority ? policy : best),
    undefined,
  );
}

/** What a queue is set to: its argument, which overrides every policy, or its policy's. */
export function setting(side: Side, queue: string, key: string): string | number | boolean | undefined {
  return side.queues.get(queue)?.arguments[`x-${key}`] ?? effectivePolicy(side, queue)?.definition[key];
}

/** A policy's pattern; the queues of a large topology ask for the same ones again and again. */
export function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const fresh = new RegExp(pattern, "u");
  patterns.set(pattern, fresh);
  return fresh;
}

const patterns = new Map<string, RegExp>();
