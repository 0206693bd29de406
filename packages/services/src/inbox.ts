import { newMessageId } from "@insaka/runtime";

/** The id of a message that a handler sends: the same each time that the handler runs again for one delivered message. */
export type OutgoingId = (purpose: string) => string;

/**
 * Makes handlers idempotent by message id. A broker delivers at least once: after a lost connection or a crash the same message
 * comes again, and what it asks for must happen once.
 *
 * In memory, so it forgets with the process; a service that keeps its state in a database keeps its inbox there, in the same
 * transaction.
 */
export class Inbox {
  readonly #handled = new Map<string, Promise<void>>();
  readonly #outgoing = new Map<string, string>();

  /**
   * Runs `work` unless it has been done for this message. A second delivery that comes meanwhile waits for the first; after a
   * failure the next delivery tries again, and sends what it sends under the ids of the first try.
   *
   * @param cause - the message's id; or, for what must happen once whichever message asks for it, its own name: `settlement <loan>`
   */
  once(cause: string, work: (outgoingId: OutgoingId) => Promise<void> | void): Promise<void> {
    const known = this.#handled.get(cause);
    if (known !== undefined) return known;
    const begun = (async () => work((purpose) => this.#outgoingId(cause, purpose)))();
    this.#handled.set(cause, begun);
    begun.catch(() => this.#handled.delete(cause));
    return begun;
  }

  #outgoingId(cause: string, purpose: string): string {
    const key = `${cause} ${purpose}`;
    const id = this.#outgoing.get(key) ?? newMessageId();
    this.#outgoing.set(key, id);
    return id;
  }
}
