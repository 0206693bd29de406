import type { CompatFinding, CompatReport, Diagnostic, Place } from "../../index.js";
import { visibleJson, visibleText } from "../visible-text.js";
import type { ReportContext, RuleText } from "./context.js";
import { approvalText, findingDetails } from "./finding-details.js";
import { type Standing, standingOf } from "./standing.js";
import { partyText, staleText } from "./words.js";

const levels: Readonly<Record<Standing | CompatFinding["weight"], "error" | "warning" | "note">> = {
  breaking: "error",
  undecided: "error",
  warning: "warning",
  approved: "note",
  note: "note",
};

/** SARIF 2.1.0, for code scanning: a result for each finding, what is approved as suppressed. Files are relative to `%SRCROOT%`. */
export function sarif(report: CompatReport, context: ReportContext): string {
  const rules = rulesOf(context.rules, report.findings);
  const index = new Map(rules.map(({ id }, at) => [id, at]));
  const results = report.findings.map((finding) => resultOf(finding, index.get(finding.rule) ?? 0));
  const notifications = report.staleApprovals.map((stale) => ({
    level: "warning",
    message: { text: staleText(stale) },
    locations: [{ physicalLocation: physical(stale.at) }],
  }));
  return log(context.version, rules.map(ruleOf), results, notifications);
}

/** SARIF where the documents cannot be read. */
export function sarifOfDiagnostics(
  diagnostics: readonly Diagnostic[],
  { version }: Pick<ReportContext, "version">,
): string {
  const ids = [...new Set(diagnostics.map(({ code }) => code))].sort();
  const results = diagnostics.map((item) => ({
    ruleId: item.code,
    ruleIndex: ids.indexOf(item.code),
    level: item.severity,
    message: { text: visibleText(`${item.message} ${item.hint}`) },
    locations: [{ physicalLocation: physical(item) }],
  }));
  return log(
    version,
    ids.map((id) => ({ id })),
    results,
    [],
  );
}

function log(
  version: string,
  rules: readonly object[],
  results: readonly object[],
  notices: readonly object[],
): string {
  const run = {
    tool: { driver: { name: "insaka", version, rules } },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { "%SRCROOT%": { description: { text: "The folder that insaka ran in." } } },
    invocations: [{ executionSuccessful: true, toolConfigurationNotifications: notices }],
    results,
  };
  const schema = "https://json.schemastore.org/sarif-2.1.0.json";
  return `${visibleJson({ $schema: schema, version: "2.1.0", runs: [run] }, 2)}\n`;
}

/** The rules of the check, and after them those that only the findings name. */
function rulesOf(known: readonly RuleText[], findings: readonly CompatFinding[]): readonly RuleText[] {
  const ids = new Set(known.map(({ id }) => id));
  const unknown = [...new Set(findings.map(({ rule }) => rule))].filter((id) => !ids.has(id)).sort();
  return [...known, ...unknown.map((id) => ({ id, purpose: `The rule ${id}.` }))];
}

function ruleOf({ id, purpose }: RuleText): object {
  const help = `${purpose} A break that is intended is approved in the config under "approvals", by rule, message and fingerprint.`;
  return { id, shortDescription: { text: purpose }, help: { text: help } };
}

function resultOf(finding: CompatFinding, ruleIndex: number): object {
  const { rule, weight, at, fingerprint, approval } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[weight],
    message: { text: messageOf(finding) },
    locations: [{ physicalLocation: physical(at) }],
    relatedLocations: related(finding),
    partialFingerprints: { "insakaCompat/v1": fingerprint },
    // Either every result says how it is suppressed or none does; an empty list says that it is not.
    suppressions:
      approval === null
        ? []
        : [{ kind: "external", status: "accepted", justification: `approved ${approvalText(approval)}` }],
    properties: { standing: standingOf(finding), message: finding.message, version: finding.version },
  };
}

function messageOf(finding: CompatFinding): string {
  const details = findingDetails(finding, 200)
    .filter(({ label }) => label === "witness" || label === "sent by" || label === "refused by" || label === "do")
    .map(({ label, lines }) => `${label}: ${lines.join("\n")}`);
  return [visibleText(finding.summary), ...details].join("\n");
}

function related({ before, parties }: CompatFinding): readonly object[] {
  const places = [
    ...(before === null ? [] : [{ at: before, text: "as it was" }]),
    ...parties.flatMap((party) => (party.at === null ? [] : [{ at: party.at, text: partyText(party) }])),
  ];
  return places.map(({ at, text }, id) => ({ id, physicalLocation: physical(at), message: { text } }));
}

function physical({ file, line, column }: Place): object {
  // A file name may hold anything; half of a surrogate pair has no URI.
  const uri = file
    .replace(/\p{Cs}/gu, "\ufffd")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
  return { artifactLocation: { uri, uriBaseId: "%SRCROOT%" }, region: { startLine: line, startColumn: column } };
}
