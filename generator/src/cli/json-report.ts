import { type Outcome, outdated } from "./outcome.js";

/** For programs; `schemas/report.schema.json` describes it. */
export function jsonReport(outcome: Outcome): string {
  const { command, check, counts, diagnostics, files } = outcome;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const ok = errors === 0 && (!check || outdated(outcome).length === 0);
  const report = { version: 1, command, check, ok, counts, diagnostics, files };
  return `${JSON.stringify(report, null, 2)}\n`;
}
