import type { compatFormats } from "../compat-formats.js";
import type { Outcome } from "../outcome.js";
import { reports } from "../report.js";
import type { CompatReporter, ReportContext } from "./context.js";
import { github } from "./github.js";
import { json } from "./json.js";
import { junit, junitOfDiagnostics } from "./junit.js";
import { markdown, markdownOfDiagnostics } from "./markdown.js";
import { sarif, sarifOfDiagnostics } from "./sarif.js";
import { text } from "./text.js";

/** The report formats by the name that `--format` takes. */
export const compatReports: Readonly<Record<string, CompatReporter>> = {
  text,
  json,
  github,
  junit,
  sarif,
  markdown,
} satisfies Record<(typeof compatFormats)[number], CompatReporter>;

/** What is printed in each format where the documents cannot be read: in those that other commands have, as they print it. */
export const unreadReports: Readonly<Record<string, (outcome: Outcome, context: ReportContext) => string>> = {
  ...Object.fromEntries(
    Object.entries(reports).map(([format, print]) => [
      format,
      (outcome: Outcome, { colours }: ReportContext) => print(outcome, colours),
    ]),
  ),
  junit: ({ diagnostics }) => junitOfDiagnostics(diagnostics),
  sarif: ({ diagnostics }, context) => sarifOfDiagnostics(diagnostics, context),
  markdown: ({ diagnostics }) => markdownOfDiagnostics(diagnostics),
};
