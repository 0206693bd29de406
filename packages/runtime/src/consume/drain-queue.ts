import type { InFlight } from "./in-flight.js";

export interface QueueDrain {
  readonly finished: number;
  readonly handedBack: number;
}

/** What a drain does to the queue that it ends. */
export interface Draining {
  readonly inFlight: InFlight;
  /** Fires when the drain's time is up. */
  readonly late: AbortSignal;
  /** Lets nothing new come, and hands back what has not begun. */
  stop(): Promise<void>;
  /** The time is up: gives up what is left. */
  giveUpAll(): void;
}

/** Takes nothing new, hands back what has not begun, waits for the rest, and hands back what does not end in time. */
export async function drainQueue({ inFlight, late, stop, giveUpAll }: Draining): Promise<QueueDrain> {
  const timeIsUp = new Promise<void>((resolve) => {
    if (late.aborted) resolve();
    late.addEventListener("abort", () => resolve(), { once: true });
  });
  const before = inFlight.tally();
  await Promise.race([stop(), timeIsUp]);
  await Promise.race([inFlight.empty(), timeIsUp]);
  giveUpAll();
  const after = inFlight.tally();
  const since = (outcome: keyof typeof after): number => after[outcome] - before[outcome];
  return {
    finished: since("ack") + since("retry") + since("dead-letter") + since("dropped"),
    handedBack: since("requeue"),
  };
}
