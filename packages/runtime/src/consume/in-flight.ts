import type { TransportDelivery } from "../transport/transport.js";

/** A delivery that was taken and has not come to its end. */
export interface Work {
  readonly delivery: TransportDelivery;
  /** Resolves at its end, whatever that is. */
  readonly ended: Promise<void>;
  /** Its signal is the handler's. */
  readonly abort: AbortController;
}

/** What one consumed queue has taken and not brought to an end, in the order in which it came. */
export class InFlight {
  readonly #works = new Set<Work>();

  /** @param run - brings the delivery to its end; must not reject */
  add(delivery: TransportDelivery, run: (abort: AbortController) => Promise<void>): void {
    const abort = new AbortController();
    const ended = run(abort).finally(() => this.#works.delete(work));
    const work: Work = { delivery, ended, abort };
    this.#works.add(work);
  }

  works(): readonly Work[] {
    return [...this.#works];
  }
}
