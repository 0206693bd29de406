import { Fifo } from "./fifo.js";
import type { DeathReason, StoredMessage } from "./stored-message.js";

interface Letter {
  readonly message: StoredMessage;
  readonly reason: DeathReason;
}

/** The dead letters of one queue on their way to its dead-letter exchange. */
export class DeadLetters {
  readonly #deliver: (message: StoredMessage, reason: DeathReason) => boolean;
  #held = new Fifo<Letter>();
  #bytes = 0;

  /** @param deliver - hands a letter on and says whether its next place has taken it */
  constructor(deliver: (message: StoredMessage, reason: DeathReason) => boolean) {
    this.#deliver = deliver;
  }

  /** Letters that wait until their next place takes them. */
  get length(): number {
    return this.#held.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** At most once: what nobody takes is gone. At least once: it stays, and counts as part of its queue. */
  send(message: StoredMessage, reason: DeathReason, atLeastOnce: boolean): void {
    if (this.#deliver(message, reason) || !atLeastOnce) return;
    this.#held.push({ message, reason });
    this.#bytes += message.body.length;
  }

  /** Tries each once more. @returns whether any has gone */
  retry(): boolean {
    const letters = [...this.#held];
    this.#held = new Fifo();
    this.#bytes = 0;
    for (const { message, reason } of letters) this.send(message, reason, true);
    return this.#held.length < letters.length;
  }
}
