/** Where the time comes from. A transport brings one along, so that tests can let ten minutes pass in none. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds from a fixed point, which setting the clock does not change. Absent where nobody can set it. */
  elapsed?(): number;
  /** Runs `run` after `ms` milliseconds. Returns what calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** A time as headers carry it: ISO 8601 in UTC. */
export function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
