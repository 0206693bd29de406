import { Chain, Link } from "../chain.js";
import type { Clock } from "../clock.js";

/** A wait that ends by itself when its time is up. */
export class Wait extends Link<Wait> {
  readonly until: number;
  /** Is called with the milliseconds that it had. */
  readonly late: (ms: number) => void;

  constructor(until: number, late: (ms: number) => void) {
    super();
    this.until = until;
    this.late = late;
  }
}

/**
 * The time-outs of all handlers of a queue: they are equally long, so they fall due in the order in which they began, and one
 * timer, for the oldest, is enough. None is set while nothing is waited for.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #waits = new Chain<Wait>();
  #callOff: (() => void) | undefined;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  /** @param late - is called once when the time is up, unless the wait has ended before */
  begin(late: (ms: number) => void): Wait {
    const wait = new Wait(this.#now() + this.#ms, late);
    this.#waits.add(wait);
    if (this.#callOff === undefined) this.#set(this.#ms);
    return wait;
  }

  end(wait: Wait): void {
    this.#waits.delete(wait);
    if (this.#waits.size > 0) return;
    this.#callOff?.();
    this.#callOff = undefined;
  }

  #now(): number {
    return this.#clock.elapsed?.() ?? this.#clock.now();
  }

  /** Sets the one timer, in the place of any other. */
  #set(ms: number): void {
    this.#callOff?.();
    this.#callOff = this.#clock.after(ms, () => this.#fire());
  }

  #fire(): void {
    this.#callOff = undefined;
    const now = this.#now();
    let oldest = this.#waits.first;
    while (oldest !== undefined && oldest.until <= now) {
      this.#waits.delete(oldest);
      oldest.late(this.#ms);
      oldest = this.#waits.first;
    }
    // A timer of the machine may fire a little early: then it is set again.
    if (oldest !== undefined) this.#set(Math.max(1, oldest.until - now));
  }
}
