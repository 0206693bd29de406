/** What a stretch of messages took. */
export interface Stretch {
  readonly messages: number;
  /** CPU time of this process, its own and the kernel's for it, in microseconds. */
  readonly cpuUs: number;
  readonly wallMs: number;
}

/** Measures from the message after `warmUp` to the last. Call it once for each message. */
export class StretchMeter {
  readonly done: Promise<Stretch>;
  readonly #warmUp: number;
  readonly #all: number;
  #seen = 0;
  #cpu = process.cpuUsage();
  #wall = performance.now();
  #finish: (stretch: Stretch) => void = () => undefined;

  constructor(warmUp: number, messages: number) {
    this.#warmUp = warmUp;
    this.#all = warmUp + messages;
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  /** Counts a message. False once there are enough. */
  count(): boolean {
    this.#seen += 1;
    if (this.#seen === this.#warmUp) {
      this.#cpu = process.cpuUsage();
      this.#wall = performance.now();
    } else if (this.#seen === this.#all) {
      const { user, system } = process.cpuUsage(this.#cpu);
      const wallMs = performance.now() - this.#wall;
      this.#finish({ messages: this.#all - this.#warmUp, cpuUs: user + system, wallMs });
    }
    return this.#seen < this.#all;
  }
}
