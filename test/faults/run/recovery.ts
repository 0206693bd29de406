import type { Fact } from "./fact.js";

/** How long it took, in milliseconds. */
export interface Recovery {
  /** Until publishes were confirmed again. */
  readonly confirms: number;
  /** Until anything was handled again, such as what had waited in the queue. */
  readonly handles: number;
  /** Until both; where it is counted from the end of a fault, until something published since was both confirmed and handled. */
  readonly whole: number;
}

/** From `since` until something that was published afterwards was confirmed and handled; `undefined` where that never came. */
export function recovered(publisher: readonly Fact[], consumer: readonly Fact[], since: number): Recovery | undefined {
  const begun = new Set<string>();
  const confirmed = new Map<string, number>();
  for (const fact of publisher) {
    if (fact.k === "attempt" && fact.at >= since) begun.add(fact.id);
    if (fact.k === "outcome" && fact.outcome === "confirmed" && begun.has(fact.id)) confirmed.set(fact.id, fact.at);
  }
  const [first] = confirmed.values();
  const anything = consumer.find((fact) => fact.k === "handled" && fact.at >= since);
  const whole = consumer.find((fact) => fact.k === "handled" && confirmed.has(fact.id));
  if (first === undefined || anything === undefined || whole === undefined) return undefined;
  return { confirms: first - since, handles: anything.at - since, whole: Math.max(first, whole.at) - since };
}

/** The longest time between `since` and `until` in which nothing was confirmed, and in which nothing was handled. */
export function longestPauses(
  publisher: readonly Fact[],
  consumer: readonly Fact[],
  since: number,
  until: number,
): Recovery {
  const confirms = longest(publisher, (fact) => fact.k === "outcome" && fact.outcome === "confirmed", since, until);
  const handles = longest(consumer, (fact) => fact.k === "handled", since, until);
  return { confirms, handles, whole: Math.max(confirms, handles) };
}

function longest(facts: readonly Fact[], counts: (fact: Fact) => boolean, since: number, until: number): number {
  let last = since;
  let most = 0;
  for (const fact of facts) {
    if (!counts(fact) || fact.at < since || fact.at > until) continue;
    most = Math.max(most, fact.at - last);
    last = fact.at;
  }
  return Math.max(most, until - last);
}
