import type { Clock } from "../clock.js";

/** A wait that ends by itself when its time is up. */
export interface Wait {
  readonly until: number;
  /** @param ms - the time that it had */
  readonly late: (ms: number) => void;
}

/**
 * The time-outs of all handlers of a queue: they are equally long, so they fall due in the order in which they began, and one
 * timer, for the oldest, is enough. None is set while nothing is waited for.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #waits = new Set<Wait>();
  #callOff: (() => void) | undefined;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  /** @param late - is called once when the time is up, unless the wait has ended before */
  begin(late: (ms: number) => void): Wait {
    const wait = { until: this.#now() + this.#ms, late };
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

  #set(ms: number): void {
    this.#callOff = this.#clock.after(ms, () => this.#fire());
  }

  #fire(): void {
    this.#callOff = undefined;
    const now = this.#now();
    for (const wait of this.#waits) {
      // A timer of the machine may fire a little early: then it is set again.
      if (wait.until > now) {
        this.#set(Math.max(1, wait.until - now));
        return;
      }
      this.#waits.delete(wait);
      wait.late(this.#ms);
    }
  }
}
