import type { LoggedEvent } from "./event-log.js";

/** What became of the messages of a run. */
export interface Account {
  readonly published: number;
  readonly handled: number;
  readonly retries: number;
  readonly deadLetters: number;
  /** Ids of messages that were confirmed and never settled for good. */
  readonly lost: readonly string[];
}

/** Sums up a run: every confirmed message must have been handled or lie in a dead-letter queue. */
export function account(events: readonly LoggedEvent[]): Account {
  const published = new Set<string>();
  const settled = new Set<string>();
  const counts = { ack: 0, retry: 0, "dead-letter": 0, requeue: 0, dropped: 0, stale: 0 };
  for (const { event } of events) {
    if (event.type === "published") published.add(event.messageId);
    if (event.type !== "settled") continue;
    counts[event.outcome] += 1;
    if (event.messageId !== undefined && (event.outcome === "ack" || event.outcome === "dead-letter"))
      settled.add(event.messageId);
  }
  return {
    published: published.size,
    handled: counts.ack,
    retries: counts.retry,
    deadLetters: counts["dead-letter"],
    lost: [...published].filter((id) => !settled.has(id)),
  };
}
