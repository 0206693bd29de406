import { type Clock, systemClock } from "../clock.js";
import type { Trouble } from "./trouble.js";

/** How soon a first suspicion, and a starving that goes on, are looked at again, in milliseconds. */
const SOON = 1_000;

/** How a transport learns of starving consumers. */
export interface Starvation {
  /** How long nothing may come, in milliseconds, while there is room and messages wait. */
  readonly after: number;
  /**
   * How many messages lie in a queue and wait to be delivered; undefined when this user may not know, and then it is not asked
   * again. May reject: then nothing is known this time.
   */
  waiting(queue: string): Promise<number | undefined>;
}

export interface StarvationWatchOptions extends Starvation {
  readonly queue: string;
  /** How many messages that lie in the queue should come at once: free prefetch, and 0 without a consumer. */
  readonly room: () => number;
  /** Is told when it starves, and again, about once in `after`, while it lasts. */
  readonly onStarved: (reason: string) => void;
  /** It is over, because a message came or none waits. */
  readonly onFed: () => void;
  readonly clock?: Clock;
}

/**
 * Sees a consumer that lives and gets nothing although its queue holds messages: a broker that has forgotten it, or a path that
 * swallowed a delivery. Nothing else ever says so.
 *
 * An idle queue costs one question in each `after`, a busy one none. It takes two looks to be sure: one alone may see a message that is
 * on its way.
 */
export class StarvationWatch {
  readonly #options: StarvationWatchOptions;
  readonly #clock: Clock;
  #callOff: (() => void) | undefined;
  /** Something has come or was settled since the last look. */
  #hasMoved = false;
  /** How often in a row a look has found messages that did not come. */
  #looks = 0;
  #toldAt = 0;
  #trouble: Trouble | undefined;
  /** Looks of a time before the last `begin` or `end` count for nothing. */
  #period = 0;

  constructor(options: StarvationWatchOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** That it starves, as far as is known. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  /** There is a consumer, from now on. What is starved stays so until something comes. */
  begin(): void {
    this.end();
    this.#look(this.#trouble === undefined ? this.#options.after : SOON);
  }

  /** There is none. */
  end(): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#period += 1;
    this.#looks = 0;
  }

  /** A message has come or was settled. On the path of every message. */
  moved(): void {
    this.#hasMoved = true;
    if (this.#trouble !== undefined) this.#fed();
  }

  #look(inMs: number): void {
    const period = this.#period;
    this.#hasMoved = false;
    this.#callOff = this.#clock.after(inMs, () => void this.#ask(period));
  }

  async #ask(period: number): Promise<void> {
    const { after, queue, waiting: count } = this.#options;
    const waiting = this.#mayStarve ? await count(queue).catch(() => null) : 0;
    if (period !== this.#period) return;
    // May not know: neither is it asked again, nor does it stay starved by what was known once.
    if (waiting === undefined) return this.#fed();
    // Nothing is known: what was, holds.
    if (waiting === null) return this.#look(after);
    const doesStarve = waiting > 0 && this.#mayStarve;
    this.#looks = doesStarve ? this.#looks + 1 : 0;
    if (!doesStarve) this.#fed();
    // Whoever is told may end this period, and begin the next one.
    else if (this.#looks > 1) this.#tell(waiting);
    if (period === this.#period) this.#look(doesStarve ? Math.min(SOON, after) : after);
  }

  get #mayStarve(): boolean {
    return !this.#hasMoved && this.#options.room() > 0;
  }

  #tell(waiting: number): void {
    const { queue, after, room, onStarved } = this.#options;
    const now = this.#clock.now();
    if (this.#trouble !== undefined && now - this.#toldAt < after) return;
    this.#toldAt = now;
    const wait = waiting === 1 ? "1 message waits" : `${waiting} messages wait`;
    const reason = `${wait}, there is room for ${room()}, and none has come for ${after} ms`;
    const since = this.#trouble?.since ?? now;
    this.#trouble = { what: `queue ${queue}`, cause: "starved", reason, since };
    onStarved(reason);
  }

  #fed(): void {
    if (this.#trouble === undefined) return;
    this.#trouble = undefined;
    this.#options.onFed();
  }
}
