import { type CompatFinding, type CompatReport, type Diagnostic, passes, type VersionVerdict } from "../../index.js";
import type { ReportContext } from "./context.js";
import { findingSection } from "./markdown-finding.js";
import { markdownCode, markdownText, shortened } from "./markdown-text.js";
import { byStanding, fails, headline, verdictWord } from "./standing.js";
import { tallyOf } from "./tally.js";
import { placeText, plural, proofText, staleText } from "./words.js";

/** A workflow finds its own comment by it, and updates that one. */
export const markdownMarker = "<!-- insaka compat -->";

/** GitHub refuses a comment that is longer, in characters. */
export const markdownLimit = 65_536;

/** Rows of the table of messages, and of each list. */
const rowLimit = 60;

/** For a comment on a pull request: what it comes to, the messages, then each finding with its witness, worst first, until it is full. */
export function markdown(report: CompatReport, { approvable }: Pick<ReportContext, "approvable">): string {
  const findings = byStanding(report.findings);
  const blocks = [
    ...findings.map((finding, index) => findingSection(finding, { open: index === 0 && fails(finding), approvable })),
    ...proofBlock(report),
    ...staleBlock(report),
  ];
  return fit([markdownMarker, ...headBlocks(report), ...tableBlocks(report)], blocks);
}

/** A comment where the documents cannot be read. */
export function markdownOfDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const heading = "## Insaka: the documents cannot be read";
  const items = diagnostics.map(
    (item) =>
      `- ${item.severity} ${markdownCode(item.code)} at ${markdownCode(placeText(item))}: ${markdownText(`${item.message} ${item.hint}`)}`,
  );
  return fit([markdownMarker, heading, "Nothing was held against the baseline."], items, "\n");
}

function headBlocks(report: CompatReport): readonly string[] {
  const { versions, findings, pairs, messages } = tallyOf(report);
  const { breaking, undecided, approved } = findings;
  const title = passes(report)
    ? headline(report)
    : [
        ...(breaking > 0 ? [plural(breaking, "breaking change")] : []),
        ...(undecided > 0 ? [`${undecided} undecided`] : []),
      ].join(", ");
  const since = report.since === null ? "" : ` Only what is new since ${markdownCode(report.since)} is told.`;
  const more = [
    ...(approved > 0 ? [`${plural(approved, "finding")} approved`] : []),
    ...(findings.warning > 0 ? [plural(findings.warning, "warning")] : []),
  ];
  const counts = `${plural(versions.total, "version")} of ${plural(messages, "message")}, ${plural(pairs, "pair")} of sender and receiver`;
  return [
    `## Insaka: ${title}`,
    `Held against ${markdownCode(report.against.label)}: ${[counts, ...more].join("; ")}.${since}`,
  ];
}

function tableBlocks({ versions, findings }: CompatReport): readonly string[] {
  const told = versions
    .filter(({ change, verdict, deployOrder }) => change !== "unchanged" || verdict !== "safe" || deployOrder !== null)
    .map((version) => ({ version, failing: version.verdict === "safe" ? 1 : 0 }))
    .sort((a, b) => a.failing - b.failing)
    .map(({ version }) => version);
  if (told.length === 0) return ["No message has changed."];
  const rest = told.length - rowLimit;
  const rows = told.slice(0, rowLimit).map((version) => row(version, findings));
  const table = ["| message | version | change | verdict |", "|---|---:|---|---|", ...rows].join("\n");
  return rest > 0 ? [table, `And ${plural(rest, "version")} more that changed.`] : [table];
}

function row(version: VersionVerdict, findings: readonly CompatFinding[]): string {
  const word = verdictWord(version, findings);
  const shown = word === "safe" ? word : `**${word}**`;
  return `| ${markdownText(shortened(version.message, 60))} | ${version.version} | ${version.change} | ${shown} |`;
}

function proofBlock({ proofs }: CompatReport): readonly string[] {
  if (proofs.length === 0) return [];
  const lines = proofs
    .slice(0, rowLimit)
    .map(
      (proof) =>
        `- ${markdownCode(proof.message)} ${proof.from} to ${proof.to}: ${proof.proved ? "proved" : "**not proved**"}, ${proofText(proof)}`,
    );
  const rest = proofs.length - lines.length;
  return [["### Upcasters", "", ...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n")];
}

function staleBlock({ staleApprovals }: CompatReport): readonly string[] {
  if (staleApprovals.length === 0) return [];
  const lines = staleApprovals
    .slice(0, rowLimit)
    .map((stale) => `- ${markdownCode(placeText(stale.at))} ${markdownText(staleText(stale))}`);
  const rest = staleApprovals.length - lines.length;
  return [
    ["### Approvals that let nothing pass", "", ...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n"),
  ];
}

/** The head, and as many of the blocks in their order as fit; what does not is counted in the last line. */
function fit(head: readonly string[], blocks: readonly string[], gap = "\n\n"): string {
  const reserved = 300;
  let text = head.join("\n\n");
  let shown = 0;
  for (const block of blocks) {
    const next = `${text}${shown === 0 ? "\n\n" : gap}${block}`;
    // One that is too long by itself does not keep the others out.
    if (next.length > markdownLimit - reserved) continue;
    text = next;
    shown += 1;
  }
  const rest = blocks.length - shown;
  if (rest === 0) return `${text}\n`;
  return `${text}\n\n**This comment is full: ${plural(rest, "part")} left out.** Run \`insaka compat\` to see all.\n`;
}
