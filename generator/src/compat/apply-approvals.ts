import type { Approval, PlacedApproval } from "../approval.js";
import type { CompatFinding, StaleApproval } from "./report.js";

/** Findings with the approvals that let them pass, and the approvals that let nothing pass. */
export interface Approved {
  /** In the order given. */
  readonly findings: readonly CompatFinding[];
  /** In the order of the config. */
  readonly stale: readonly StaleApproval[];
}

/**
 * Puts approvals to the findings that they name: rule, message and fingerprint, all three, through the approval's last day. What
 * does not fail the check needs none, and gets none. Give it all findings: one that is left out (by `--since`) makes its approval
 * look unused.
 * @param today - `YYYY-MM-DD`
 */
export function applyApprovals(
  findings: readonly CompatFinding[],
  approvals: readonly PlacedApproval[],
  today: string,
): Approved {
  const holding = new Map<string, Approval>();
  for (const { approval } of approvals) {
    const key = keyOf(approval);
    if (approval.expires >= today && !holding.has(key)) holding.set(key, approval);
  }
  const used = new Set<Approval>();
  const judged = findings.map((finding) => {
    const approval = fails(finding) ? holding.get(keyOf(finding)) : undefined;
    if (approval !== undefined) used.add(approval);
    return { ...finding, approval: approval ?? null };
  });
  const stale = approvals.flatMap(({ approval, at }): readonly StaleApproval[] => {
    if (approval.expires < today) return [{ approval, at, why: "expired" }];
    return used.has(approval) ? [] : [{ approval, at, why: "unused" }];
  });
  return { findings: judged, stale };
}

function fails({ weight }: CompatFinding): boolean {
  return weight === "breaking" || weight === "undecided";
}

function keyOf({ rule, message, fingerprint }: Pick<Approval, "rule" | "message" | "fingerprint">): string {
  return JSON.stringify([rule, message, fingerprint]);
}
