import type { Outcome } from "../subject.js";

/** A publish that was begun, and what its caller was told; nothing where the caller was killed before. */
export interface Published {
  readonly id: string;
  /** The queues that a copy of it belongs in. */
  readonly queues: readonly string[];
  readonly outcome: Outcome | undefined;
}

/** A message at a place: handled by the consumer of a queue, or found in or behind that queue at the end. */
export interface Seen {
  readonly id: string;
  readonly queue: string;
}

/** Everything that is known of a round at its end. */
export interface Account {
  readonly published: readonly Published[];
  /** Each time that a handler ended well. */
  readonly handled: readonly Seen[];
  /** What the queues still held, their wait queues too. */
  readonly left: readonly Seen[];
  readonly deadLettered: readonly Seen[];
  /** What a queue can have held when it was deleted: sent before, and not handled before. */
  readonly destroyed: readonly Seen[];
  /** What was sent while its queue did not exist: no queue owes it, and the message is in its other queues. */
  readonly queueless: readonly Seen[];
}

export interface Verdict {
  readonly attempted: number;
  readonly confirmed: number;
  readonly notSent: number;
  readonly nacked: number;
  readonly returned: number;
  /** Confirmed, and in one of its queues nowhere to be found; `<queue> <id>`. */
  readonly lost: readonly string[];
  /** Seen although nobody has published it, or in a queue that it does not belong in, or although it was told as not sent. */
  readonly invented: readonly string[];
  /** How many times more than once a handler ended well with one message. */
  readonly duplicated: number;
  /** Publishes of unknown outcome: each is found in all of its queues, in some or in none. */
  readonly unknown: { readonly all: number; readonly stored: number; readonly partly: number; readonly absent: number };
  readonly deadLettered: number;
  /** Confirmed copies that went with a queue that was deleted, `<queue> <id>`. */
  readonly destroyed: readonly string[];
  /** Confirmed for their other queues while this one did not exist, and not found in it; `<queue> <id>`. */
  readonly queueless: readonly string[];
}

/** Compares what callers were told with what became of the messages, by id and queue. */
export function check({ published, handled, left, deadLettered, destroyed, queueless }: Account): Verdict {
  const times = count(handled);
  const present = new Set([...handled, ...left, ...deadLettered].map(copy));
  const gone = new Set(destroyed.map(copy));
  const unowed = new Set(queueless.map(copy));
  const told = new Map<string, Published>(published.map((each) => [each.id, each]));
  const lost: string[] = [];
  const destroyedConfirmed: string[] = [];
  const queuelessConfirmed: string[] = [];
  const unknown = { all: 0, stored: 0, partly: 0, absent: 0 };
  for (const { id, queues, outcome } of published) {
    const missing = queues.filter((queue) => !present.has(copy({ id, queue })));
    if (outcome === "confirmed") {
      for (const queue of missing) {
        const key = copy({ id, queue });
        if (gone.has(key)) destroyedConfirmed.push(key);
        else (unowed.has(key) ? queuelessConfirmed : lost).push(key);
      }
    } else if (outcome === "unknown" || outcome === undefined) {
      unknown.all += 1;
      if (missing.length === 0) unknown.stored += 1;
      else if (missing.length === queues.length) unknown.absent += 1;
      else unknown.partly += 1;
    }
  }
  const invented = [...handled, ...left, ...deadLettered].filter(({ id, queue }) => {
    const one = told.get(id);
    return one === undefined || !one.queues.includes(queue) || one.outcome === "not-sent";
  });
  const having = (outcome: Outcome): number => published.filter((each) => each.outcome === outcome).length;
  return {
    attempted: published.length,
    confirmed: having("confirmed"),
    notSent: having("not-sent"),
    nacked: having("nacked"),
    returned: having("returned"),
    lost,
    invented: [...new Set(invented.map(copy))],
    duplicated: [...times.values()].reduce((sum, each) => sum + each - 1, 0),
    unknown,
    deadLettered: deadLettered.length,
    destroyed: destroyedConfirmed,
    queueless: queuelessConfirmed,
  };
}

function copy({ id, queue }: Seen): string {
  return `${queue} ${id}`;
}

function count(seen: readonly Seen[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const each of seen) times.set(copy(each), (times.get(copy(each)) ?? 0) + 1);
  return times;
}
