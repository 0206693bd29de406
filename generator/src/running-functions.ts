import type { UpcastWay } from "./compat/proof/batch-upcast.js";
import { type RunningFunction, startFunction } from "./run/start-function.js";

/** Functions that run, each started once, and ended together. */
export interface RunningFunctions {
  /** What asks the function, or why it cannot be run. */
  readonly start: (file: string, text: string) => Promise<UpcastWay | string>;
  readonly close: () => Promise<void>;
}

/** Starts functions as they are asked for. */
export function runningFunctions(): RunningFunctions {
  const running = new Map<string, Promise<UpcastWay | string>>();
  const ends: RunningFunction[] = [];
  const begin = async (file: string, text: string): Promise<UpcastWay | string> => {
    const started = await startFunction({ file, text });
    if (!started.ok) return started.fault;
    ends.push(started.running);
    return started.running.upcast;
  };
  return {
    start: (file, text) => {
      const known = running.get(file) ?? begin(file, text);
      running.set(file, known);
      return known;
    },
    close: async () => {
      for (const each of ends) await each.close();
    },
  };
}
