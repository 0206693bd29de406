/** Watches how long the event loop is held, by the CPU time that it takes: a busy machine makes no turn of it longer. */
export class LoopWatch {
  #longest = 0;
  #last = process.cpuUsage();
  readonly #timer = setInterval(() => this.#look(), 1);

  /** The most CPU time in milliseconds that passed between two looks, each of them a millisecond or one turn of the loop apart. */
  get longestMs(): number {
    return this.#longest;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { user, system } = process.cpuUsage(this.#last);
    this.#last = process.cpuUsage();
    this.#longest = Math.max(this.#longest, (user + system) / 1_000);
  }
}
