import { AsyncLocalStorage } from "node:async_hooks";

/** Node's own: a test that puts false timers in its place must not bring the broker to a halt without a word. */
const soon = globalThis.setImmediate;

/**
 * What a broker in memory has to do next, in the order in which it came up.
 *
 * Jobs never run inside the call that caused them: a publish that ran its consumer's handler would be a function call, and hide
 * every mistake that an asynchronous broker shows. They run outside the caller's async context too, or a consumer would find
 * itself inside the handler that published.
 */
export class JobQueue {
  readonly #outside = AsyncLocalStorage.snapshot();
  #jobs: (() => void)[] = [];
  #scheduled = false;
  #onActivity: (() => void)[] = [];

  /** Nothing to do at the moment. */
  get idle(): boolean {
    return this.#jobs.length === 0 && !this.#scheduled;
  }

  add(job: () => void): void {
    this.#jobs.push(job);
    if (!this.#scheduled) this.#schedule();
  }

  /** Resolves when somebody gives the broker something to do. */
  activity(): Promise<void> {
    return new Promise((resolve) => this.#onActivity.push(resolve));
  }

  #schedule(): void {
    this.#scheduled = true;
    for (const tell of this.#onActivity.splice(0)) tell();
    this.#outside(() => soon(() => this.#run()));
  }

  #run(): void {
    this.#scheduled = false;
    const batch = this.#jobs;
    this.#jobs = [];
    let done = 0;
    try {
      for (const job of batch) {
        done += 1;
        job();
      }
    } finally {
      // A job that throws tells so by itself; those behind it are not its own.
      if (done < batch.length) this.#jobs = [...batch.slice(done), ...this.#jobs];
      if (this.#jobs.length > 0 && !this.#scheduled) this.#schedule();
    }
  }
}

/** Lets everything that is ready to run now run: promise jobs and what was scheduled before. */
export function turn(): Promise<void> {
  return new Promise((resolve) => soon(resolve));
}
