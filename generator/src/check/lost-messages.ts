import type { Finding } from "../diagnostic.js";
import { bindingsFor } from "../model/routing.js";
import type { Policy, Queue, Topology } from "../model/topology.js";
import type { Rule } from "./rule.js";

/** What loses messages without a word, whatever the documents say: judged on the topology itself. */
export const lostMessages: readonly Rule[] = [
  rule(
    "policy-not-unique",
    "The broker applies one policy to a queue; a second one of its priority is left to chance.",
    policies,
  ),
  rule(
    "queue-without-dead-letters",
    "A rejected message of a queue without a dead-letter route is gone.",
    consumedQueues,
  ),
  rule(
    "dead-letters-unbound",
    "A dead-letter exchange that is missing, or that nothing is bound to, swallows what it gets.",
    deadLetterTargets,
  ),
  rule(
    "drop-head-at-least-once",
    "With overflow drop-head the broker falls back to at-most-once dead-lettering.",
    overflows,
  ),
  rule(
    "dead-letters-limited",
    "A dead-letter queue with a limit throws letters away: by age, by number, or by how often somebody looked.",
    limits,
  ),
];

function rule(id: string, purpose: string, find: (topology: Topology) => readonly Finding[]): Rule {
  return {
    id,
    purpose,
    severity: "error",
    applies: "house",
    needsAll: true,
    needsNames: true,
    check: ({ model }) => find(model.topology),
  };
}

/** The policies that match a queue's name and have the highest priority among those. */
export function policiesOf({ policies: all }: Pick<Topology, "policies">, queue: string): readonly Policy[] {
  const known = matchers.get(all) ?? { ...sortOut(all), found: new Map() };
  matchers.set(all, known);
  const found = known.found.get(queue) ?? highestOf(matching(known, queue));
  known.found.set(queue, found);
  return found;
}

interface Matcher {
  readonly policy: Policy;
  readonly expression: RegExp;
}

interface Matchers {
  /** Policies that are for one queue, by its name: with thousands of queues nobody tries each name on each pattern. */
  readonly byName: ReadonlyMap<string, readonly Policy[]>;
  readonly patterns: readonly Matcher[];
  readonly place: ReadonlyMap<Policy, number>;
}

/** Every rule asks for every queue; a topology is readonly. */
const matchers: WeakMap<readonly Policy[], Matchers & { readonly found: Map<string, readonly Policy[]> }> =
  new WeakMap();

function sortOut(all: readonly Policy[]): Matchers {
  const byName = new Map<string, Policy[]>();
  const patterns: Matcher[] = [];
  for (const policy of all) {
    const name = onlyName(policy.pattern);
    if (name === undefined) patterns.push({ policy, expression: new RegExp(policy.pattern, "u") });
    else byName.set(name, [...(byName.get(name) ?? []), policy]);
  }
  return { byName, patterns, place: new Map(all.map((policy, index) => [policy, index])) };
}

/** The only name that a pattern matches, where it is such a pattern: `^escaped text$`. */
function onlyName(pattern: string): string | undefined {
  const text = /^\^((?:[^\\^$.|?*+()[\]{}]|\\[\\^$.|?*+()[\]{}])*)\$$/.exec(pattern)?.[1];
  return text?.replace(/\\(.)/g, "$1");
}

/** In the order of the policies. */
function matching({ byName, patterns, place }: Matchers, queue: string): readonly Policy[] {
  const found = patterns.filter(({ expression }) => expression.test(queue)).map(({ policy }) => policy);
  return [...found, ...(byName.get(queue) ?? [])].sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

function highestOf(found: readonly Policy[]): readonly Policy[] {
  const highest = Math.max(...found.map(({ priority }) => priority));
  return found.filter(({ priority }) => priority === highest);
}

const ours = "Report this: the policies are made by insaka.";

function policies(topology: Topology): readonly Finding[] {
  return topology.queues.flatMap(({ name, source }) => {
    const found = policiesOf(topology, name);
    if (found.length === 1) return [];
    const which =
      found.length === 0 ? "No policy applies" : `${found.map((policy) => policy.name).join(" and ")} apply`;
    const hint = "Give the queue a name that ends neither in .dlq nor in .wait and a time.";
    return [{ at: source, message: `${which} to the queue "${name}".`, hint }];
  });
}

/** A setting of a queue: its argument, which overrides policies, or its policy's. */
function setting(topology: Topology, queue: Queue, key: string): string | number | boolean | undefined {
  return queue.arguments[`x-${key}`] ?? policiesOf(topology, queue.name)[0]?.definition[key];
}

function consumedQueues(topology: Topology): readonly Finding[] {
  return topology.queues.flatMap((queue) => {
    const losesLetters = queue.role === "consumed" || queue.role === "wait";
    if (!losesLetters || setting(topology, queue, "dead-letter-exchange") !== undefined) return [];
    return [{ at: queue.source, message: `The queue "${queue.name}" has no dead-letter exchange.`, hint: ours }];
  });
}

function deadLetterTargets(topology: Topology): readonly Finding[] {
  return topology.queues.flatMap((queue) => {
    const exchange = setting(topology, queue, "dead-letter-exchange");
    if (typeof exchange !== "string") return [];
    const known = topology.exchanges.find(({ name }) => name === exchange);
    const key = setting(topology, queue, "dead-letter-routing-key");
    const bound =
      typeof key === "string"
        ? bindingsFor(topology, { exchange, routingKey: key }).length > 0
        : topology.bindings.some((binding) => binding.exchange === exchange);
    if (known !== undefined && bound) return [];
    const why =
      known === undefined
        ? "does not exist"
        : `routes nothing from it${typeof key === "string" ? ` (key "${key}")` : ""}`;
    return [
      {
        at: queue.source,
        message: `The dead-letter exchange "${exchange}" of the queue "${queue.name}" ${why}.`,
        hint: ours,
      },
    ];
  });
}

function overflows(topology: Topology): readonly Finding[] {
  return topology.queues.flatMap((queue) => {
    const careful = setting(topology, queue, "dead-letter-strategy") === "at-least-once";
    const overflow = setting(topology, queue, "overflow") ?? "drop-head";
    if (!careful || overflow === "reject-publish") return [];
    const message = `The queue "${queue.name}" dead-letters at least once, but its overflow is ${overflow}.`;
    return [{ at: queue.source, message, hint: "At-least-once needs overflow: reject-publish." }];
  });
}

function limits(topology: Topology): readonly Finding[] {
  return topology.queues.flatMap((queue): readonly Finding[] => {
    if (queue.role !== "dead-letter" && queue.role !== "stray") return [];
    const limited = ["message-ttl", "expires", "max-length", "max-length-bytes"].filter(
      (key) => setting(topology, queue, key) !== undefined,
    );
    if (setting(topology, queue, "delivery-limit") !== -1) limited.push("delivery-limit");
    return limited.map((key) => ({
      at: queue.source,
      message: `The dead-letter queue "${queue.name}" has a limit: ${key}.`,
      hint: ours,
    }));
  });
}
