import { isSubset } from "@insaka/generator/subset";
import { CORPORA, EVOLUTION, readCases } from "../../corpora/cases.js";
import { median, quantile } from "../report/quantile.js";

/** How long the engine takes for a pair of a corpus, in milliseconds. */
export interface PairTimes {
  readonly corpus: string;
  /** Pairs that evolved from each other, as a registry judges all day: the goals are theirs. */
  readonly evolution: boolean;
  readonly pairs: number;
  readonly rounds: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly cpuMsPerPair: number;
}

/** Times every pair of every corpus. The first round is left out; what is told is the median of the others. */
export function timePairs(data: string, rounds: number, most: number): readonly PairTimes[] {
  return CORPORA.map((corpus) => {
    const times: { readonly median: number; readonly p99: number; readonly cpu: number }[] = [];
    // Read anew each round: the engine and its judge keep what they know of a schema by its object.
    for (let round = 0; round <= rounds; round += 1) {
      const cases = readCases(data, corpus).slice(0, most);
      const before = process.cpuUsage();
      const each = cases.map(({ lhs, rhs, draft }) => {
        const started = performance.now();
        isSubset(lhs, rhs, { draft });
        return performance.now() - started;
      });
      const { user, system } = process.cpuUsage(before);
      if (round === 0) continue;
      times.push({ median: median(each), p99: quantile(each, 0.99), cpu: (user + system) / 1000 / cases.length });
    }
    return {
      corpus,
      evolution: EVOLUTION.includes(corpus),
      pairs: Math.min(most, readCases(data, corpus).length),
      rounds,
      medianMs: median(times.map((time) => time.median)),
      p99Ms: median(times.map((time) => time.p99)),
      cpuMsPerPair: median(times.map((time) => time.cpu)),
    };
  });
}
