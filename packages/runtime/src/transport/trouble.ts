/**
 * Why a connection or a queue is not ready, for programs.
 *
 * - `unreachable`: no broker answers, or the connection was cut; tried again
 * - `refused`: the broker does not know the user or its password, or does not let it into the virtual host
 * - `untrusted`: a certificate of one side is not accepted by the other
 * - `blocked`: an alarm on the broker; it takes no messages from this connection
 * - `queue-missing`, `access-refused`, `queue-conflict`: the broker answered 404, 403, or 405 and 406
 * - `channel-closed`: the channel was closed for another reason, or the broker cancelled the consumer
 */
export type TroubleCause =
  | "unreachable"
  | "refused"
  | "untrusted"
  | "blocked"
  | "queue-missing"
  | "access-refused"
  | "queue-conflict"
  | "channel-closed";

/** Something that keeps a service from being ready. It is tried again by itself, at a pace that slows down to `backoffCap`. */
export interface Trouble {
  /** `publish connection`, `consume connection`, or `queue x`. */
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
