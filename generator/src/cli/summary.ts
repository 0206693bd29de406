import type { Colors } from "picocolors/types.js";
import { type Outcome, outdated } from "./outcome.js";

/** The closing line, for people only: it tells the time that the run took. */
export function summaryLine(outcome: Outcome, seconds: number, pc: Colors): string {
  const { counts, diagnostics, files, check } = outcome;
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const read = `${plural(counts.documents, "document")}, ${plural(counts.messages, "message")} (${plural(counts.versions, "version")})`;
  const findings = [
    ...(errors > 0 ? [pc.red(plural(errors, "error"))] : []),
    ...(warnings > 0 ? [pc.yellow(plural(warnings, "warning"))] : []),
  ];
  const parts = [
    read,
    ...(findings.length > 0 ? [findings.join(", ")] : []),
    ...fileParts(outcome, errors, files.length, check),
  ];
  return `${parts.join("; ")} in ${seconds.toFixed(1)} s\n`;
}

function fileParts(outcome: Outcome, errors: number, total: number, check: boolean): readonly string[] {
  if (outcome.command !== "codegen") return [];
  if (errors > 0) return ["nothing was written"];
  const late = outdated(outcome);
  if (check)
    return [
      late.length === 0
        ? `${plural(total, "file")} up to date`
        : `${late.length} of ${plural(total, "file")} not up to date`,
    ];
  const removed = late.filter(({ state }) => state === "surplus").length;
  const written = late.length - removed;
  return [
    `${plural(total - removed, "file")}: ${written} written, ${total - late.length} unchanged, ${removed} removed`,
  ];
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
