import type { EventLog, LoggedEvent } from "./event-log.js";
import { expectedQueues } from "./expected-queues.js";

/** What became of the messages of a run. */
export interface Account {
  /** Messages that the broker confirmed; one that is sent again under its id counts once. */
  readonly published: number;
  /** Deliveries that a handler finished: a message has one for each queue. */
  readonly handled: number;
  readonly retries: number;
  /** Deliveries that became dead letters. */
  readonly deadLetters: number;
  /** Those among them that were replayed, and handled in the end. */
  readonly replayed: number;
  /** Broadcasts that an instance could not read: its queue has no dead letters. */
  readonly dropped: number;
  /** `id in queue`, for each confirmed message that was neither handled nor dead-lettered in a queue that was bound for it. */
  readonly lost: readonly string[];
}

/** Sums up a run: every confirmed message must have been handled, or lie as a dead letter, in every queue that it went to. */
export function account(events: readonly LoggedEvent[]): Account {
  const published = new Map<string, readonly string[]>();
  const ended = new Set<string>();
  const dead = new Set<string>();
  let replayed = 0;
  const counts = { ack: 0, retry: 0, "dead-letter": 0, dropped: 0, requeue: 0, stale: 0 };
  for (const { event } of events) {
    if (event.type === "published") published.set(event.messageId, expectedQueues(event.exchange, event.routingKey));
    if (event.type !== "settled") continue;
    counts[event.outcome] += 1;
    if (event.messageId === undefined) continue;
    const place = `${event.messageId} in ${event.queue}`;
    if (event.outcome === "ack" && dead.delete(place)) replayed += 1;
    if (event.outcome === "dead-letter") dead.add(place);
    if (event.outcome === "ack" || event.outcome === "dead-letter" || event.outcome === "dropped") ended.add(place);
  }
  const due = [...published].flatMap(([id, queues]) => queues.map((queue) => `${id} in ${queue}`));
  return {
    published: published.size,
    handled: counts.ack,
    retries: counts.retry,
    deadLetters: counts["dead-letter"],
    replayed,
    dropped: counts.dropped,
    lost: due.filter((each) => !ended.has(each)),
  };
}

/**
 * Waits until every message that was confirmed since the scenario began has come to its end.
 *
 * @throws Error naming one that does not
 */
export async function calm(log: EventLog): Promise<void> {
  const lost = (): readonly string[] => account(log.ofScenario).lost;
  await log
    .until("the end of every message", () => lost().length === 0)
    .catch((error: Error) => {
      throw new Error(`${error.message}: ${lost()[0] ?? ""}`);
    });
}
