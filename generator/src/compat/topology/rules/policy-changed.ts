import { compareText } from "../../../diagnostic.js";
import type { Policy } from "../../../model/topology.js";
import { shown } from "../compare-declarations.js";
import { effectivePolicy } from "../effective-policy.js";
import { quoted, resource, sortedParties } from "../parties.js";
import { policyRemoval } from "../removal.js";
import type { TopologyChange } from "../topology-change.js";
import type { Judged, TopologyRule } from "../topology-finding.js";

/** The one thing about a queue that an import does change. */
export const policyChanged: TopologyRule = {
  id: "policy-changed",
  purpose: "A policy is replaced at the import and applied at once, to queues that hold messages too.",
  judge: (change) => {
    const after = new Map(change.after.view.policies.map((policy) => [policy.name, policy]));
    return change.before.view.policies.flatMap((was) => {
      const now = after.get(was.name);
      if (now === undefined) return leftBehind(change, was);
      const differences = differencesOf(was, now);
      return differences.length === 0 ? [] : [changed(change, now, differences)];
    });
  },
};

/** Settings under which a queue throws away or refuses what it kept before. */
const limits: ReadonlySet<string> = new Set([
  "max-length",
  "max-length-bytes",
  "message-ttl",
  "expires",
  "delivery-limit",
  "overflow",
]);

interface PolicyDifference {
  readonly key: string;
  readonly text: string;
}

/** Where dead letters go is told by a rule of its own. */
function differencesOf(was: Policy, now: Policy): readonly PolicyDifference[] {
  const keys = [...new Set([...Object.keys(was.definition), ...Object.keys(now.definition)])].sort(compareText);
  const settings = keys
    .filter((key) => !/^dead-letter-(?:exchange|routing-key)$/.test(key))
    .map((key) => [key, was.definition[key], now.definition[key]] as const);
  const facts = (["pattern", "applyTo", "priority"] as const).map((key) => [key, was[key], now[key]] as const);
  return [...facts, ...settings]
    .filter(([, before, after]) => before !== after)
    .map(([key, before, after]) => ({ key, text: `${key} ${shown(after)} instead of ${shown(before)}` }));
}

function changed(change: TopologyChange, now: Policy, differences: readonly PolicyDifference[]): Judged {
  const queues = matching(change, now);
  const limit = differences.some(({ key }) => limits.has(key));
  return {
    ...placed(change, now.name, queues),
    weight: limit ? "warning" : "note",
    outcome: "applied",
    summary: `The policy "${now.name}" has ${differences.map(({ text }) => text).join(", ")}. The import replaces it, and the broker applies it at once to ${quoted(queues)}${limit ? ", to what waits there too" : ""}.`,
    hint: limit
      ? "Look at how many messages wait in these queues, and for how long, before the import."
      : "Nothing has to be deleted or declared anew.",
  };
}

/** An import takes no policy away. Only one that still beats another does harm. */
function leftBehind(change: TopologyChange, was: Policy): readonly Judged[] {
  const queues = matching(change, was).filter(
    (queue) => was.priority >= (effectivePolicy(change.after, queue)?.priority ?? 0),
  );
  if (queues.length === 0) return [];
  return [
    {
      ...placed(change, was.name, queues),
      weight: "warning",
      outcome: "silently-different",
      summary: `The policy "${was.name}" is no longer among the definitions. A broker that has it keeps it, and applies it, or the new one of its priority, to ${quoted(queues)}.`,
      hint: `Delete it with the import: ${policyRemoval(was.name)}.`,
    },
  ];
}

function matching({ after }: TopologyChange, { pattern, applyTo }: Policy): readonly string[] {
  const type = applyTo === "quorum_queues" ? "quorum" : "classic";
  const matches = new RegExp(pattern, "u");
  return after.view.queues
    .filter(({ name, arguments: args }) => (args["x-queue-type"] ?? "classic") === type && matches.test(name))
    .map(({ name }) => name);
}

function placed(
  { before, after }: TopologyChange,
  policy: string,
  queues: readonly string[],
): Omit<Judged, "weight" | "outcome" | "summary" | "hint"> {
  const first = queues[0] ?? "";
  return {
    subject: { kind: "policy", name: policy },
    key: null,
    messages: [],
    parties: sortedParties(queues.map((queue) => resource("queue", queue, after.queues.get(queue)?.at))),
    at: after.queues.get(first)?.at ?? null,
    before: before.queues.get(first)?.at ?? null,
  };
}
