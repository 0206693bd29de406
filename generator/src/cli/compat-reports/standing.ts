import type { CompatFinding, CompatReport, VersionVerdict } from "../../index.js";

/** How a finding stands once approvals are counted in. */
export type Standing = "breaking" | "undecided" | "warning" | "approved" | "note";

/** From what fails the check to what is only said. */
export const standings: readonly Standing[] = ["breaking", "undecided", "warning", "approved", "note"];

/** A finding that somebody answers for is `approved`, whatever it weighs. */
export function standingOf({ approval, weight }: CompatFinding): Standing {
  return approval === null ? weight : "approved";
}

/** True for what fails the check until somebody answers for it. */
export function mayBeApproved({ weight }: CompatFinding): boolean {
  return weight === "breaking" || weight === "undecided";
}

/** True for what makes the check fail. */
export function fails(finding: CompatFinding): boolean {
  return finding.approval === null && mayBeApproved(finding);
}

/** Findings by how they stand, worst first; those that stand alike keep their order. */
export function byStanding(findings: readonly CompatFinding[]): readonly CompatFinding[] {
  return standings.flatMap((standing) => findings.filter((finding) => standingOf(finding) === standing));
}

/** The words for a version: one that needs its readers deployed first is never called safe without saying so. */
export const readersFirst = "deploy-order: readers first";

/**
 * What to call a version: its verdict, or `approved` where each of its findings that would fail the check is approved.
 * @param findings - of the whole report
 */
export function verdictWord(verdict: VersionVerdict, findings: readonly CompatFinding[]): string {
  if (verdict.verdict === "safe") return verdict.deployOrder === null ? "safe" : readersFirst;
  const own = findings.filter(
    (finding) => finding.message === verdict.message && finding.version === verdict.version && mayBeApproved(finding),
  );
  return own.length > 0 && !own.some(fails) ? `${verdict.verdict}, approved` : verdict.verdict;
}

/** The one word that a whole report comes to, and whether readers go first. */
export function headline({ findings, versions }: CompatReport): string {
  const worst = (["breaking", "undecided", "approved"] as const).find((standing) =>
    findings.some((finding) => standingOf(finding) === standing),
  );
  if (worst === "breaking" || worst === "undecided") return worst;
  const order = versions.some(({ deployOrder }) => deployOrder !== null) ? readersFirst : undefined;
  const approved = worst === "approved" ? "safe but for what is approved" : undefined;
  if (approved === undefined && order === undefined) return "safe";
  return [approved, order].filter((part) => part !== undefined).join("; ");
}
