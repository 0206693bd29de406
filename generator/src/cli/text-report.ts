import type { Colors } from "picocolors/types.js";
import type { Diagnostic, FileStatus } from "../index.js";
import { type Outcome, outdated } from "./outcome.js";
import { visibleText } from "./visible-text.js";

/** For people: a line for each finding, a line for each file that is not up to date. Colour where the terminal has it. */
export function textReport(outcome: Outcome, colours: Colors): string {
  const lines = outcome.diagnostics.map((item) => diagnosticLine(item, colours));
  if (outcome.check) lines.push(...outdated(outcome).map((status) => fileLine(status, colours)));
  return lines.map((line) => `${line}\n`).join("");
}

/** One finding, for people: where, what, and what to do. */
export function diagnosticLine({ file, line, column, code, message, hint, severity }: Diagnostic, pc: Colors): string {
  const colour = severity === "error" ? pc.red : pc.yellow;
  const label = severity === "error" ? code : `${code} (warning)`;
  const place = pc.bold(`${visibleText(file)}:${line}:${column}`);
  return `${place} ${colour(label)} ${visibleText(message)} ${pc.dim(visibleText(hint))}`;
}

const words: Readonly<Record<FileStatus["state"], string>> = {
  missing: "is missing",
  stale: "is not what the documents say",
  surplus: "is left over from an earlier run",
  unchanged: "is up to date",
};

function fileLine({ path, state }: FileStatus, pc: Colors): string {
  return `${pc.bold(path)} ${pc.red(`generated-${state}`)} The file ${words[state]}. ${pc.dim("Run it without --check and commit the result.")}`;
}
