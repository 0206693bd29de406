const FIRST_CAP = 100;

/**
 * Full jitter: a random pause between 0 and a cap that doubles with each attempt.
 * With an equal pause for everybody, a thousand clients of a restarted broker come back in the same millisecond.
 *
 * @param attempt - 0 for a first pause of at most 100 ms; below it, of half as much for each step
 * @param cap - longest pause in milliseconds
 */
export function backoff(attempt: number, cap: number, random: () => number = Math.random): number {
  return Math.floor(random() * Math.min(cap, FIRST_CAP * 2 ** Math.min(attempt, 30)));
}

/** Waits `ms`, or less when the signal fires; never keeps the process alive by itself longer than its owner does. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
