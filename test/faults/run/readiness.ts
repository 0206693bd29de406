import type { Fact } from "./fact.js";

/** A time in which a process provably cannot work, the bound of its detection taken off at the beginning. */
export interface Down {
  readonly who: "publisher" | "consumer" | "both";
  readonly from: number;
  readonly until: number;
}

/** Longest that a process may call itself not ready although all works, in milliseconds: two longest pauses between attempts. */
const LATEST_READY = 30_000;

/** How many samples said ready where nothing could work, or not ready long after everything did. */
export function wrongReadiness(
  samples: Readonly<Record<"publisher" | "consumer", readonly Fact[]>>,
  downs: readonly Down[],
  worksSince: number,
): number {
  let wrong = 0;
  for (const role of ["publisher", "consumer"] as const) {
    const relevant = downs.filter(({ who }) => who === role || who === "both");
    for (const fact of samples[role]) {
      if (fact.k !== "ready") continue;
      const down = relevant.some(({ from, until }) => fact.at > from && fact.at < until);
      if (fact.ready ? down : fact.at > worksSince + LATEST_READY) wrong += 1;
    }
  }
  return wrong;
}
