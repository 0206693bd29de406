import { Chain, Link } from "../chain.js";
import type { TransportDelivery } from "../transport/transport.js";
import { HandlerAbort } from "./handler-abort.js";

/** A delivery that was taken and has not come to its end. */
export class Work extends Link<Work> {
  readonly delivery: TransportDelivery;
  /** Its signal is the handler's. */
  readonly abort: HandlerAbort = new HandlerAbort();

  constructor(delivery: TransportDelivery) {
    super();
    this.delivery = delivery;
  }
}

/** What one consumed queue has taken and not brought to an end, in the order in which it came. */
export class InFlight {
  readonly #works = new Chain<Work>();
  readonly #onEmpty: (() => void)[] = [];

  add(delivery: TransportDelivery): Work {
    const work = new Work(delivery);
    this.#works.add(work);
    return work;
  }

  /** Notes the end of a delivery, whatever that was. */
  end(work: Work): void {
    this.#works.delete(work);
    if (this.#works.size === 0) for (const tell of this.#onEmpty.splice(0)) tell();
  }

  works(): readonly Work[] {
    return this.#works.all();
  }

  /** Resolves when nothing is in flight. */
  empty(): Promise<void> {
    if (this.#works.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#onEmpty.push(resolve));
  }
}
