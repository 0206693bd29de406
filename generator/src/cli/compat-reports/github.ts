import type { CompatFinding, CompatReport } from "../../index.js";
import { visibleText } from "../visible-text.js";
import { type Annotation, workflowCommand } from "../workflow-command.js";
import { findingDetails } from "./finding-details.js";
import { byStanding, type Standing, standingOf } from "./standing.js";
import { staleText } from "./words.js";

/** GitHub shows at most 10 annotations of each level from one step. */
const shownOfALevel = 10;

const levels: Readonly<Record<Standing, Annotation["level"]>> = {
  breaking: "error",
  undecided: "error",
  warning: "warning",
  approved: "notice",
  note: "notice",
};

/** For GitHub's runner: an annotation for each finding, errors first, and no more than it shows; the last says what is left out. */
export function github(report: CompatReport): string {
  const annotations = [...byStanding(report.findings).map(annotationOf), ...report.staleApprovals.map(staleAnnotation)];
  const lines = (["error", "warning", "notice"] as const).flatMap((level) =>
    atMost(annotations.filter((annotation) => annotation.level === level)),
  );
  return lines.map((annotation) => `${workflowCommand(annotation)}\n`).join("");
}

function annotationOf(finding: CompatFinding): Annotation {
  const standing = standingOf(finding);
  const details = findingDetails(finding, 200)
    .filter(({ label }) => label !== "now")
    .flatMap(({ label, lines }) => (lines.length === 1 ? [`${label}: ${lines[0]}`] : [`${label}:`, ...lines]));
  const { file, line, column } = finding.at;
  return {
    level: levels[standing],
    file,
    line,
    column,
    endLine: line,
    title: `${finding.rule} (${standing})`,
    message: [visibleText(finding.summary), ...details].join("\n"),
  };
}

function staleAnnotation(stale: CompatReport["staleApprovals"][number]): Annotation {
  const { file, line, column } = stale.at;
  return {
    level: "warning",
    file,
    line,
    column,
    endLine: line,
    title: `approval-${stale.why}`,
    message: staleText(stale),
  };
}

function atMost(annotations: readonly Annotation[]): readonly Annotation[] {
  const last = annotations[shownOfALevel - 1];
  const rest = annotations.length - shownOfALevel;
  if (last === undefined || rest <= 0) return annotations;
  const what = `${last.level}${rest === 1 ? " is" : "s are"}`;
  const message = `${last.message}\n${rest} more ${what} not shown here: run insaka compat.`;
  return [...annotations.slice(0, shownOfALevel - 1), { ...last, message }];
}
