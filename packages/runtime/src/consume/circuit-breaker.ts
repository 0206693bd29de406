import type { Clock } from "../clock.js";

/** `closed`: messages are taken; `open`: none is; `half-open`: one at a time, to see whether it goes well again. */
export type CircuitState = "closed" | "open" | "half-open";

export interface CircuitBreakerOptions {
  /** Failures in a row after which it opens, 0 for never. */
  readonly failures: number;
  /** How long it is open the first time, in milliseconds; twice as long each further time, up to `longest`. */
  readonly pause: number;
  readonly longest: number;
  readonly clock: Clock;
  /** Takes no message until `resume`. */
  readonly rest: () => void;
  /** Takes messages again, one at a time until `trust`. */
  readonly resume: () => void;
  /** Takes as many at once as before. */
  readonly trust: () => void;
  readonly onState: (state: CircuitState, told: { readonly failures: number; readonly pauseMs?: number }) => void;
  readonly random?: () => number;
}

/**
 * Stops a queue's deliveries while nothing that its handlers are given goes well: what lies in the queue then keeps its attempts,
 * instead of being sent down the retry ladder into the dead-letter queue because something that all of them need is away.
 *
 * It counts failures that waiting may cure, of at least two messages: one that fails again and again says nothing of the others.
 * A batch counts once, however many were in it. Messages that cannot be read, and those that a handler asked to wait for, are not counted.
 */
export class CircuitBreaker {
  readonly #options: CircuitBreakerOptions;
  #state: CircuitState = "closed";
  #failures = 0;
  #first: string | undefined;
  #isOfSeveral = false;
  #lastRun: object | undefined;
  /** How often it has opened without a success in between. */
  #openings = 0;
  #callOff: () => void = () => undefined;
  #hasEnded = false;

  constructor(options: CircuitBreakerOptions) {
    this.#options = options;
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** A handler came to a decision: it has what it needs. Call it before the message is settled. */
  succeeded(): void {
    this.#failures = 0;
    this.#isOfSeveral = false;
    this.#first = undefined;
    // What was in flight when it opened says nothing of now.
    if (this.#state !== "half-open") return;
    this.#openings = 0;
    this.#options.trust();
    this.#enter("closed", {});
  }

  /**
   * A handler failed in a way that waiting may cure. Call it before the message is settled.
   * @param run - the run of the handler: one that was given several messages fails once
   * @returns true for a message that was taken only to see whether it goes well again, or that was in flight when it opened: it
   *   should lose no attempt
   */
  failed(messageId: string | undefined, run: object | undefined): boolean {
    const { failures } = this.#options;
    if (failures === 0 || this.#hasEnded) return false;
    if (this.#state === "open") return true;
    const isTrial = this.#state === "half-open";
    if (run !== undefined && run === this.#lastRun) {
      this.#isOfSeveral = true;
      return isTrial;
    }
    this.#lastRun = run;
    this.#failures += 1;
    this.#first ??= messageId;
    this.#isOfSeveral ||= messageId !== this.#first;
    if (isTrial || (this.#failures >= failures && this.#isOfSeveral)) this.#open();
    return isTrial;
  }

  end(): void {
    this.#hasEnded = true;
    this.#callOff();
  }

  #open(): void {
    const { pause, longest, clock, random = Math.random, rest, resume } = this.#options;
    const whole = Math.min(longest, pause * 2 ** Math.min(this.#openings, 30));
    // Half of it by chance: several instances of a service must not all ask at once whether it goes well again.
    const pauseMs = Math.ceil(whole / 2 + (random() * whole) / 2);
    this.#openings += 1;
    rest();
    this.#enter("open", { pauseMs });
    this.#callOff = clock.after(pauseMs, () => {
      if (this.#hasEnded) return;
      this.#enter("half-open", {});
      resume();
    });
  }

  #enter(state: CircuitState, told: { readonly pauseMs?: number }): void {
    this.#state = state;
    this.#options.onState(state, { failures: this.#failures, ...told });
  }
}
