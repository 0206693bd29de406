import type { Work } from "./in-flight.js";

/** Places for handlers that run at once. Who finds none waits in line. */
export class Slots {
  readonly #limit: number;
  /** The places of the whole queue, which whoever has one of ours needs as well. */
  readonly #around: Slots | undefined;
  readonly #line = new Set<() => void>();
  #used = 0;

  /** @param limit - without end unless given */
  constructor(limit: number | undefined, around?: Slots) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
    this.#around = around;
  }

  /** Whether nobody ever has to wait. */
  get areEndless(): boolean {
    return this.#limit === Number.POSITIVE_INFINITY && (this.#around?.areEndless ?? true);
  }

  /** Whether nobody would have to wait now. */
  get areFree(): boolean {
    return this.#used < this.#limit && this.#line.size === 0 && (this.#around?.areFree ?? true);
  }

  /** Waits for a place. @returns false when the work came to its end before it got one */
  async enter(work: Work): Promise<boolean> {
    if (!(await this.#turn(work))) return false;
    // Its end may have come in the turn of the event loop between.
    if (!work.isOver && (this.#around === undefined || (await this.#around.enter(work)))) return true;
    this.#free();
    return false;
  }

  /** Takes a place without waiting. @returns false when none is free */
  enterNow(): boolean {
    if (!this.areFree) return false;
    this.#around?.enterNow();
    this.#used += 1;
    return true;
  }

  leave(): void {
    this.#around?.leave();
    this.#free();
  }

  #turn(work: Work): boolean | Promise<boolean> {
    if (work.isOver) return false;
    if (this.#used < this.#limit && this.#line.size === 0) {
      this.#used += 1;
      return true;
    }
    return new Promise((resolve) => {
      const go = (): void => {
        this.#line.delete(go);
        this.#used += 1;
        resolve(true);
      };
      this.#line.add(go);
      work.onOver(() => {
        if (this.#line.delete(go)) resolve(false);
      });
    });
  }

  #free(): void {
    this.#used -= 1;
    const [next] = this.#line;
    if (next !== undefined && this.#used < this.#limit) next();
  }
}
