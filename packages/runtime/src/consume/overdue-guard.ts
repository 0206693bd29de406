import type { Clock } from "../clock.js";
import type { InFlight, Work } from "./in-flight.js";

/** Longest time before the broker's limit at which a delivery is handed back. */
const MARGIN_MS = 60_000;

/**
 * Finds deliveries that are unsettled for nearly as long as the broker allows.
 *
 * Beyond that RabbitMQ ends the channel (until 4.2) or the consumer (from 4.3): every other delivery on it would come back too.
 * It looks once a minute, so a limit is never kept to the second. Rule: https://www.rabbitmq.com/docs/consumers#acknowledgement-timeout
 */
export class OverdueGuard {
  readonly #clock: Clock;
  readonly #inFlight: InFlight;
  readonly #afterMs: number;
  readonly #onOverdue: (work: Work) => void;
  #callOff: (() => void) | undefined;

  /** @param consumerTimeout - the broker's limit in milliseconds; 0 for none */
  constructor(clock: Clock, inFlight: InFlight, consumerTimeout: number, onOverdue: (work: Work) => void) {
    this.#clock = clock;
    this.#inFlight = inFlight;
    this.#afterMs = consumerTimeout - Math.min(MARGIN_MS, consumerTimeout / 10);
    this.#onOverdue = onOverdue;
  }

  /** A delivery was taken. One timer serves all: it is set for the oldest, and the others are younger. */
  watch(): void {
    const { oldest } = this.#inFlight;
    if (this.#afterMs <= 0 || this.#callOff !== undefined || oldest === undefined) return;
    this.#callOff = this.#clock.after(oldest.takenAt + this.#afterMs - this.#clock.now(), () => this.#look());
  }

  end(): void {
    this.#callOff?.();
    this.#callOff = undefined;
  }

  #look(): void {
    this.#callOff = undefined;
    const latest = this.#clock.now() - this.#afterMs;
    for (const work of this.#inFlight.works()) if (work.takenAt <= latest) this.#onOverdue(work);
    this.watch();
  }
}
