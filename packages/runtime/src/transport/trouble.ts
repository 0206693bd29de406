/**
 * Why a connection or a queue is not ready, for programs.
 *
 * - `unreachable`: no broker answers, or the connection was cut; tried again
 * - `refused`: the broker does not know the user or its password, or does not let it into the virtual host
 * - `untrusted`: a certificate of one side is not accepted by the other
 * - `blocked`: an alarm on the broker; it takes no messages from this connection
 * - `queue-missing`, `access-refused`, `queue-conflict`: the broker answered 404, 403, or 405 and 406
 * - `exchange-missing`, and `access-refused` of a route: the broker does not take what is published there; it is tried again with the
 *   next publish after a pause, and is forgotten with the first that is taken
 * - `starved`: messages wait in the queue, there is room for them, and none comes
 * - `channel-closed`: the channel was closed for another reason, or the broker cancelled the consumer
 */
export type TroubleCause =
  | "unreachable"
  | "refused"
  | "untrusted"
  | "blocked"
  | "queue-missing"
  | "exchange-missing"
  | "access-refused"
  | "queue-conflict"
  | "starved"
  | "channel-closed";

/**
 * Something that keeps a service from its work. It is tried again, at a pace that slows down to `backoffCap`. All but a route keep the
 * service from being ready: one that cannot publish to one place still does everything else, and would not be helped by a restart.
 */
export interface Trouble {
  /** `publish connection`, `consume connection`, `queue x`, or `route exchange key`. */
  readonly what: string;
  readonly cause: TroubleCause;
  /** For people. */
  readonly reason: string;
  /** When it began with this cause, in milliseconds since the epoch. */
  readonly since: number;
}

/** The trouble that goes on: with the same cause it keeps its beginning. */
export function goesOn(before: Trouble | undefined, now: Omit<Trouble, "since">, at: number): Trouble {
  return { ...now, since: before?.cause === now.cause ? before.since : at };
}

export function troublesOf(all: readonly { readonly trouble: Trouble | undefined }[]): readonly Trouble[] {
  return all.flatMap(({ trouble }) => trouble ?? []);
}
