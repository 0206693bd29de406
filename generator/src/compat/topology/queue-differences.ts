import type { BareQueue } from "../contract.js";
import { compareQueue, type Difference, shown } from "./compare-declarations.js";
import { type BrokerVersion, brokerVersions } from "./compared-parts.js";

/** A part of a queue that differs, and what each version of the broker makes of it. */
export interface QueueDifference extends Pick<Difference, "part" | "before" | "after"> {
  /** Versions that refuse it with 406, oldest first; the others keep the old without a word. */
  readonly refusedBy: readonly BrokerVersion[];
  /** Versions that do not create such a queue either. */
  readonly foreignTo: readonly BrokerVersion[];
}

/** What differs between two declarations of one queue, over every version of the broker. */
export function queueDifferences(before: BareQueue, after: BareQueue): readonly QueueDifference[] {
  const found = new Map<string, QueueDifference>();
  for (const version of brokerVersions) {
    for (const { part, before: was, after: now, outcome, foreign } of compareQueue(before, after, version)) {
      const so = found.get(part) ?? { part, before: was, after: now, refusedBy: [], foreignTo: [] };
      found.set(part, {
        ...so,
        refusedBy: outcome === "refused-406" ? [...so.refusedBy, version] : so.refusedBy,
        foreignTo: foreign ? [...so.foreignTo, version] : so.foreignTo,
      });
    }
  }
  return [...found.values()];
}

/** Differences for a sentence: `x-max-length 20 instead of 10`. */
export function shownDifferences(differences: readonly QueueDifference[]): string {
  return differences
    .map(({ part, before, after, refusedBy }) => {
      const some = refusedBy.length > 0 && refusedBy.length < brokerVersions.length;
      const since = some ? ` (compared from ${refusedBy[0]} on)` : "";
      return `${part} ${shown(after)} instead of ${shown(before)}${since}`;
    })
    .join(", ");
}
