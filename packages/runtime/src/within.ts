import type { Clock } from "./clock.js";
import { systemClock } from "./clock.js";

/**
 * The outcome of `work`, or a rejection with what `late` returns when it takes longer than `ms`.
 * The work goes on: whoever starts it must be able to live with a result that nobody waits for.
 */
export function within<T>(ms: number, work: Promise<T>, late: () => Error, clock: Clock = systemClock): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(ms, () => reject(late()));
    const settle = (how: () => void): void => {
      callOff();
      how();
    };
    work.then(
      (value) => settle(() => resolve(value)),
      (reason: unknown) => settle(() => reject(reason)),
    );
  });
}
