import { Undecided } from "./undecided.js";

/**
 * The work that one question may cost, counted in steps rather than time, so that a verdict does not depend on the machine.
 * A step is about a microsecond.
 */
export class Budget {
  readonly limit: number;
  #left: number;

  constructor(limit: number) {
    this.limit = limit;
    this.#left = limit;
  }

  /** Steps that are left. */
  get left(): number {
    return this.#left;
  }

  /** @throws Undecided when the work is used up; `doing` says at what. */
  spend(steps: number, doing: string): void {
    this.#left -= steps;
    if (this.#left < 0) throw new Undecided(`${doing}: more work than the limit of ${this.limit} steps`);
  }
}
