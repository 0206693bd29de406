import type { Colors } from "picocolors/types.js";
import type { AppendedRecord, Release } from "../index.js";
import { diagnosticLine } from "./text-report.js";

/** For people: what was appended and what it changes, what no document states any more, or what stands in the way. */
export function textRelease(release: Release, pc: Colors): string {
  const lines = release.diagnostics.map((item) => diagnosticLine(item, pc));
  lines.push(...findingLines(release, pc));
  for (const record of release.appended) lines.push(...recordLines(record, pc));
  for (const { message, version, status } of release.vanished) {
    const hint = "Its records stay, and its number is taken for ever.";
    lines.push(
      `${pc.yellow(`${message} version ${version}`)} was released (${status}) and no document states it any more: recorded as retired. ${pc.dim(hint)}`,
    );
  }
  lines.push(summary(release, pc));
  return lines.map((line) => `${line}\n`).join("");
}

/** For programs; `schemas/release.schema.json` describes it. */
export function jsonRelease(release: Release): string {
  const { dryRun, passed, diagnostics, report, appended, vanished } = release;
  const told = { version: 1, command: "release", ok: passed, dryRun, diagnostics, report, appended, vanished };
  return `${JSON.stringify(told, null, 2)}\n`;
}

function findingLines({ report, passed }: Release, pc: Colors): readonly string[] {
  if (report === null || passed) return [];
  const failing = report.findings.filter(
    ({ weight, approval }) => approval === null && (weight === "breaking" || weight === "undecided"),
  );
  return failing.map(({ at, rule, summary: what, hint }) => {
    return `${pc.bold(`${at.file}:${at.line}:${at.column}`)} ${pc.red(rule)} ${what} ${pc.dim(hint)}`;
  });
}

function recordLines(
  { message, version, status, id, file, first, changes }: AppendedRecord,
  pc: Colors,
): readonly string[] {
  const what = first ? "first revision" : "revised";
  return [
    `${pc.bold(`${message} version ${version}`)} ${status}, ${what} ${pc.cyan(id.slice(0, 12))} ${pc.dim(file)}`,
    ...changes.map(({ text }) => `  ${text}`),
  ];
}

function summary({ passed, dryRun, appended }: Release, pc: Colors): string {
  if (!passed) return pc.red("Nothing was released.");
  if (appended.length === 0) return "Nothing to release: the registry has what the documents state.";
  const count = `${appended.length} record${appended.length === 1 ? "" : "s"}`;
  return dryRun ? `${count} would be appended.` : `${count} appended. Commit ${appended.length === 1 ? "it" : "them"}.`;
}
