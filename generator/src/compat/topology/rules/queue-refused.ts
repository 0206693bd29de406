import type { BareQueue } from "../../contract.js";
import { concernedByQueue } from "../concerned.js";
import { type QueueDifference, queueDifferences, shownDifferences } from "../queue-differences.js";
import type { TopologyChange } from "../topology-change.js";
import type { TopologyRule } from "../topology-finding.js";

/** The broker keeps the queue that it has, and says so to who declares, not to who imports. */
export const queueRefused: TopologyRule = {
  id: "queue-refused",
  purpose:
    "A queue cannot be changed in place: a declare is refused with 406, and an import keeps the old one without a word.",
  judge: (change) =>
    differing(change, ({ refusedBy }) => refusedBy.length > 0).map(({ name, differences }) => ({
      ...concernedByQueue(change, name),
      weight: "breaking",
      outcome: "refused-406",
      summary: `The queue "${name}" is to have ${shownDifferences(differences)}. A broker that has it refuses the declaration with 406; an import of definitions reports success and keeps the old one.`,
      hint: `${byPolicy(differences)}Use a queue of a new name and let the old one run empty before it is deleted: deleting "${name}" first takes its messages and bindings along.`,
      key: null,
    })),
};

/** What the broker does not compare stays as it is. */
export const queueSilentlyDifferent: TopologyRule = {
  id: "queue-silently-different",
  purpose:
    "What the broker does not compare on a queue stays as it is there: two brokers with the same definitions differ.",
  judge: (change) =>
    differing(change, ({ refusedBy }) => refusedBy.length === 0).map(({ name, differences }) => {
      const foreign = differences.filter(({ foreignTo }) => foreignTo.length > 0);
      const elsewhere =
        foreign.length === 0
          ? "one that creates it has the new"
          : `one that has to create it refuses to (406 invalid arg ${foreign.map(({ part }) => part).join(", ")})`;
      return {
        ...concernedByQueue(change, name),
        weight: foreign.length === 0 ? "warning" : "breaking",
        outcome: "silently-different",
        summary: `The queue "${name}" is to have ${shownDifferences(differences)}. The broker compares no such argument: one that has the queue keeps what it has, without a word, and ${elsewhere}.`,
        hint:
          foreign.length === 0
            ? "Use a queue of a new name where the argument matters, or leave it as it is."
            : "Leave the argument out: it belongs to queues of another type.",
        key: null,
      };
    }),
};

interface Differing {
  readonly name: string;
  readonly differences: readonly QueueDifference[];
}

function differing(
  { before, after }: TopologyChange,
  select: (difference: QueueDifference) => boolean,
): readonly Differing[] {
  return before.view.queues.flatMap((queue) => {
    const now = after.queues.get(queue.name);
    if (now === undefined || isSame(queue, now)) return [];
    const differences = queueDifferences(queue, now).filter(select);
    return differences.length === 0 ? [] : [{ name: queue.name, differences }];
  });
}

/** Most queues of most changes are: what each version makes of them need not be asked. */
function isSame(a: BareQueue, b: BareQueue): boolean {
  return (
    a.durable === b.durable &&
    a.autoDelete === b.autoDelete &&
    JSON.stringify(a.arguments) === JSON.stringify(b.arguments)
  );
}

/** Arguments that a policy can set too, which is applied live; it does not override an argument that is there. */
const policyKeys: ReadonlySet<string> = new Set([
  "x-dead-letter-exchange",
  "x-dead-letter-routing-key",
  "x-dead-letter-strategy",
  "x-delivery-limit",
  "x-expires",
  "x-max-age",
  "x-max-length",
  "x-max-length-bytes",
  "x-message-ttl",
  "x-overflow",
]);

function byPolicy(differences: readonly QueueDifference[]): string {
  const keys = differences.filter(({ part, before }) => policyKeys.has(part) && before === undefined);
  if (keys.length === 0 || keys.length < differences.length) return "";
  return `Set ${keys.map(({ part }) => part.slice(2)).join(", ")} by policy instead, which is applied live. `;
}
