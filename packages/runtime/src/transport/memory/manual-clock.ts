import type { Clock } from "../../clock.js";
import { turn } from "./job-queue.js";

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /**
   * Lets `ms` milliseconds pass. Timers that fall due fire in order of their time; whatever each sets off (promise jobs, deliveries,
   * handlers that wait for nothing else) runs before the next one fires.
   *
   * @throws RangeError for what is no time from 0 on: no clock goes back
   */
  advance(ms: number): Promise<void>;
  /** Lets `advance` ask, between two timers, whether there is something left to do. */
  watch(isBusy: () => boolean): void;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** @param start - milliseconds since the epoch; 2026-01-01 unless given, so that times in messages are the same in every run */
export function manualClock(start: number = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  // In order of setting, so that among equal times the first one set is the first one found.
  const timers = new Set<Timer>();
  const watched: (() => boolean)[] = [];
  let advancing: Promise<void> = Promise.resolve();

  async function settled(): Promise<void> {
    do await turn();
    while (watched.some((isBusy) => isBusy()));
  }

  async function advanceTo(target: number): Promise<void> {
    await settled();
    for (let next = earliest(timers, target); next !== undefined; next = earliest(timers, target)) {
      timers.delete(next);
      now = Math.max(now, next.at);
      next.run();
      await settled();
    }
    now = target;
  }

  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + Math.max(0, ms), run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`a clock cannot be advanced by ${ms} ms`);
      // One after the other: two at once would turn time back.
      const done = advancing.then(() => advanceTo(now + ms));
      advancing = done.catch(() => undefined);
      await done;
    },
    watch: (isBusy) => void watched.push(isBusy),
  };
}

export function isManualClock(clock: Clock): clock is ManualClock {
  return "advance" in clock && "watch" in clock;
}

function earliest(timers: Iterable<Timer>, target: number): Timer | undefined {
  let found: Timer | undefined;
  for (const timer of timers) if (timer.at <= target && (found === undefined || timer.at < found.at)) found = timer;
  return found;
}
