import type { CompatReport } from "../../index.js";
import { type Standing, standingOf, standings } from "./standing.js";

/** How much was judged, and how it came out. */
export interface Tally {
  readonly messages: number;
  /** Pairs of a sender's and a receiver's view. */
  readonly pairs: number;
  readonly versions: VersionTally;
  readonly findings: Readonly<Record<Standing, number>>;
}

/** Versions by change and by verdict; one that is safe only if readers go first is counted as such, not as safe. */
export interface VersionTally {
  readonly total: number;
  readonly changed: number;
  readonly added: number;
  readonly removed: number;
  readonly safe: number;
  readonly readersFirst: number;
  readonly breaking: number;
  readonly undecided: number;
}

/** Counts a report. */
export function tallyOf({ versions, findings }: CompatReport): Tally {
  const count = (test: (version: CompatReport["versions"][number]) => boolean): number => versions.filter(test).length;
  const standing = findings.map(standingOf);
  return {
    messages: new Set(versions.map(({ message }) => message)).size,
    pairs: versions.reduce((sum, { pairs }) => sum + pairs, 0),
    versions: {
      total: versions.length,
      changed: count(({ change }) => change === "changed"),
      added: count(({ change }) => change === "added"),
      removed: count(({ change }) => change === "removed"),
      safe: count(({ verdict, deployOrder }) => verdict === "safe" && deployOrder === null),
      readersFirst: count(({ verdict, deployOrder }) => verdict === "safe" && deployOrder !== null),
      breaking: count(({ verdict }) => verdict === "breaking"),
      undecided: count(({ verdict }) => verdict === "undecided"),
    },
    findings: Object.fromEntries(
      standings.map((each) => [each, standing.filter((one) => one === each).length]),
    ) as Record<Standing, number>,
  };
}
