import type { CompatReport, Place } from "../index.js";
import { fromHere } from "./from-here.js";

/** A report whose places are relative to the folder that the command runs in, where people and tools look for them. */
export function relativeReport(report: CompatReport, cwd: string, root: string): CompatReport {
  const here = (place: Place): Place => ({ ...place, file: fromHere(cwd, root, place.file) });
  const maybe = (place: Place | null): Place | null => (place === null ? null : here(place));
  return {
    ...report,
    findings: report.findings.map((finding) => ({
      ...finding,
      at: here(finding.at),
      before: maybe(finding.before),
      parties: finding.parties.map((party) => ({ ...party, at: maybe(party.at) })),
    })),
    staleApprovals: report.staleApprovals.map((stale) => ({ ...stale, at: here(stale.at) })),
  };
}
