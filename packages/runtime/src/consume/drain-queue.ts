import type { InFlight, Work } from "./in-flight.js";

export interface QueueDrain {
  readonly finished: number;
  readonly handedBack: number;
}

/** What a drain does to the queue that it ends. */
export interface Draining {
  readonly inFlight: InFlight;
  /** Fires when the drain's time is up. */
  readonly late: AbortSignal;
  /** Lets nothing new come. */
  stop(): Promise<void>;
  /** The time is up: gives up what is left. @returns true for what went back to its queue */
  giveUp(work: Work): boolean;
  /** Is told before anything is given up. */
  closing(): void;
}

/** Takes nothing new, waits for what is in flight, hands back what does not end in time. */
export async function drainQueue({ inFlight, late, stop, giveUp, closing }: Draining): Promise<QueueDrain> {
  const timeIsUp = new Promise<void>((resolve) => {
    if (late.aborted) resolve();
    late.addEventListener("abort", () => resolve(), { once: true });
  });
  const taken = new Set(inFlight.works());
  await Promise.race([stop(), timeIsUp]);
  // The broker may have handed out more until it saw the cancel.
  for (const work of inFlight.works()) taken.add(work);
  await Promise.race([inFlight.empty(), timeIsUp]);
  closing();
  const left = inFlight.works();
  let handedBack = 0;
  for (const work of left) {
    if (giveUp(work)) handedBack += 1;
    work.abort.abort();
  }
  return { finished: taken.size - left.length, handedBack };
}
