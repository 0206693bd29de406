import type { Colors } from "picocolors/types.js";
import type { CompatFinding, CompatReport, UpcasterProof, VersionVerdict } from "../../index.js";
import { visibleText } from "../visible-text.js";
import { approvalSnippet } from "./approval-snippet.js";
import { byMessage, type MessageGroup } from "./by-message.js";
import type { ReportContext } from "./context.js";
import { findingDetails } from "./finding-details.js";
import { byStanding, fails, readersFirst, type Standing, standingOf, standings, verdictWord } from "./standing.js";
import { placeText, plural, proofText, staleText } from "./words.js";

/** How many entries for the config are written out; each finding shows what further ones need. */
const snippetLimit = 5;

/** For people at a terminal: what is wrong with each message, worst first; a message with nothing to tell is left out. */
export function text(report: CompatReport, { colours, approvable, width = 100 }: ReportContext): string {
  const blocks = [
    ...groups(report).map((group) => groupBlock(group, colours, width)),
    ...staleBlock(report, colours),
    ...(approvable ? approvalBlock(report, colours) : []),
  ];
  return blocks.map((lines) => `${lines.join("\n")}\n\n`).join("");
}

function groups(report: CompatReport): readonly MessageGroup[] {
  const versions = report.versions.filter(
    ({ change, verdict, deployOrder }) => change !== "unchanged" || verdict !== "safe" || deployOrder !== null,
  );
  return byMessage({ ...report, versions, findings: byStanding(report.findings) })
    .map((group) => ({ group, rank: rankOf(group) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ group }) => group);
}

function rankOf({ findings }: MessageGroup): number {
  const first = findings[0];
  return first === undefined ? standings.length : standings.indexOf(standingOf(first));
}

function groupBlock(group: MessageGroup, pc: Colors, width: number): readonly string[] {
  const title = group.message === null ? "No single message" : visibleText(group.message);
  return [
    pc.bold(title),
    ...group.versions.map((version) => versionLine(version, group.findings, pc)),
    ...group.proofs.map((proof) => proofLine(proof, pc)),
    ...group.findings.flatMap((finding) => ["", ...findingLines(finding, pc, width)]),
  ];
}

function versionLine(verdict: VersionVerdict, findings: readonly CompatFinding[], pc: Colors): string {
  const word = verdictWord(verdict, findings);
  const { version, change, pairs } = verdict;
  return `  ${`version ${version}`.padEnd(13)}${change.padEnd(11)}${wordColour(word, pc)(word.padEnd(30))}${plural(pairs, "pair")}`;
}

function proofLine(proof: UpcasterProof, pc: Colors): string {
  const verdict = proof.proved ? pc.green("upcaster proved".padEnd(30)) : pc.red("upcaster not proved".padEnd(30));
  return `  ${`${proof.from} to ${proof.to}`.padEnd(24)}${verdict}${proofText(proof)}`;
}

function findingLines(finding: CompatFinding, pc: Colors, width: number): readonly string[] {
  const standing = standingOf(finding);
  const label = standing === "approved" ? `approved (${finding.weight})` : standing;
  const version = finding.version === null ? "" : ` (version ${finding.version})`;
  const faded = standing === "approved" ? pc.dim : (line: string): string => line;
  const details = findingDetails(finding, width - 16).flatMap((detail) =>
    detail.lines.map((line, index) => {
      const name = index === 0 ? detail.label : "";
      return faded(`    ${pc.dim(name.padEnd(12))}${line}`);
    }),
  );
  const title = `${colourOf(standing, pc)(label)} ${visibleText(finding.rule)}${version}`;
  return [`  ${title}`, faded(`  ${visibleText(finding.summary)}`), ...details];
}

function staleBlock({ staleApprovals }: CompatReport, pc: Colors): readonly (readonly string[])[] {
  if (staleApprovals.length === 0) return [];
  const lines = staleApprovals.map(
    (stale) => `${pc.bold(placeText(stale.at))} ${pc.yellow(`approval-${stale.why} (warning)`)} ${staleText(stale)}`,
  );
  return [lines];
}

function approvalBlock({ findings }: CompatReport, pc: Colors): readonly (readonly string[])[] {
  const failing = byStanding(findings).filter(fails);
  if (failing.length === 0) return [];
  const shown = failing.slice(0, snippetLimit).map(approvalSnippet);
  const rest = failing.length - shown.length;
  const lines = [
    `${pc.bold("A break that is intended")} is approved in the config, under "approvals", once somebody says why, who and until when:`,
    ...shown.map((line, index) => pc.dim(`  ${line}${index + 1 < shown.length ? "," : ""}`)),
  ];
  return [rest === 0 ? lines : [...lines, pc.dim(`  and ${rest} more: each finding shows its rule and fingerprint`)]];
}

function colourOf(standing: Standing, pc: Colors): (text: string) => string {
  const colours = { breaking: pc.red, undecided: pc.magenta, warning: pc.yellow, approved: pc.dim, note: pc.cyan };
  return colours[standing];
}

function wordColour(word: string, pc: Colors): (text: string) => string {
  if (word === readersFirst) return pc.cyan;
  const colours: Readonly<Record<string, (text: string) => string>> = {
    safe: pc.green,
    breaking: pc.red,
    undecided: pc.magenta,
  };
  return colours[word] ?? pc.dim;
}
