import type { Violation } from "@insaka/schema";

/** Pointers, keywords and types: everything that a reason may say about a payload or about headers. */
export function describeViolations(violations: readonly Violation[]): string {
  const shown = violations
    .slice(0, 5)
    .map(({ pointer, keyword, found }) => `${pointer || "/"} ${keyword} (found ${found})`);
  return violations.length > shown.length
    ? `${shown.join("; ")}; and ${violations.length - shown.length} more`
    : shown.join("; ");
}
