import { queryObjects } from "node:v8";
import { countListeners } from "./listener-count.js";
import type { Answer, OwnSample, Work } from "./sample.js";

/** What a child is started with. The URLs hold passwords: they come by the environment, which only its own user can read. */
export interface ChildOptions {
  readonly urls: Readonly<Record<string, string>>;
  /** Events a second. */
  readonly rate: number;
  /** Lets something leak, so that the judge is seen to find it. */
  readonly plant?: string;
}

/** A load that runs in a process of its own. */
export interface Load {
  readonly work: Work;
  /** Publishes and requests without an answer yet. */
  pending(): number;
  stop(): Promise<void>;
}

/** Runs a load, and tells its parent about this process whenever it is asked to. */
export async function runChild(start: (options: ChildOptions) => Promise<Load>): Promise<void> {
  const options = JSON.parse(process.env.SOAK_OPTIONS ?? "{}") as ChildOptions;
  const load = await start(options);
  const leaked: unknown[] = [];
  process.on("message", (question) => {
    if (question === "sample") {
      if (options.plant === "heap") leaked.push(Array.from({ length: 100_000 }, () => Math.random()));
      if (options.plant === "listeners") for (let at = 0; at < 20; at += 1) process.on("SIGUSR2", () => leaked.length);
      {
        const listeners = collected();
        process.send?.({
          sample: own(load, listeners),
          listeners: Object.fromEntries(listeners),
          work: { ...load.work },
        } satisfies Answer);
      }
    } else if (question === "stop") void load.stop().then(() => process.disconnect());
  });
  // Without its parent it has nobody to run for.
  process.on("disconnect", () => process.exit());
  process.send?.("ready");
}

function collected(): ReadonlyMap<string, number> {
  // Twice: what the first collection finalizes, the second one frees.
  for (let at = 0; at < 2; at += 1) globalThis.gc?.();
  return countListeners();
}

function own(load: Load, listeners: ReadonlyMap<string, number>): OwnSample {
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const timers = resources.filter((name) => name === "Timeout" || name === "Immediate").length;
  return {
    heapMb: (heapUsed + external) / 2 ** 20,
    rssMb: rss / 2 ** 20,
    handles: resources.length - timers,
    timers,
    listeners: [...listeners.values()].reduce((sum, count) => sum + count, 0),
    promises: queryObjects(Promise, { format: "count" }) ?? 0,
    pending: load.pending(),
  };
}

/** Calls so many times a second, in small bursts where timers are too coarse. Ends the calling when called itself. */
export function paced(rate: number, call: (index: number) => void): () => void {
  const begun = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) / 1_000) * rate);
    // A process that was held up does not make up for it at once: the load is bounded.
    if (due - done > rate) done = due - rate;
    for (; done < due; done += 1) call(done);
  }, 10);
  return () => clearInterval(timer);
}
