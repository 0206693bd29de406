import { resolve } from "node:path";
import { type CompatRequest, type CompatRun, passes, type RunCompat, writeReport } from "../index.js";
import { version } from "../version.js";
import type { BaselineOptions } from "./commands/baseline-options.js";
import { compatReports, unreadReports } from "./compat-reports/compat-reports.js";
import type { ReportContext } from "./compat-reports/context.js";
import { compatSummaryLine } from "./compat-reports/summary-line.js";
import { exitCodes } from "./exit-code.js";
import type { Host } from "./host.js";
import { outcomeOf, resultsOf } from "./outcome.js";
import { relativeReport } from "./relative-report.js";
import { summaryLine } from "./summary.js";
import { UsageError } from "./usage-error.js";

/** The options of `compat`, as commander hands them over. */
export interface CompatOptions extends BaselineOptions {
  readonly config?: string;
  readonly documents?: string;
  readonly format: string;
  readonly report?: readonly string[];
}

/** What a run comes to: its text in any format, the closing line, and the exit code. */
interface Told {
  readonly print: (format: string) => string;
  readonly summary: (seconds: number) => string;
  readonly code: number;
}

/**
 * Runs `compat`.
 * @returns the exit code
 * @throws UsageError where the options do not fit together
 * @throws ReportNotWritten where a file of `--report` cannot be written
 */
export async function runCompatCommand(check: RunCompat, options: CompatOptions, host: Host): Promise<number> {
  const started = performance.now();
  const request = requestOf(options, host.cwd);
  const files = reportFiles(options.report ?? [], host.cwd);
  const told = tell(await check(request), host, "config" in request.source);
  for (const [path, format] of files) await writeReport(path, told.print(format));
  host.out(told.print(options.format));
  const summary = told.summary((performance.now() - started) / 1000);
  if (options.format === "text") host.out(summary);
  else host.err(summary);
  return told.code;
}

function tell({ result, root, rules }: CompatRun, { cwd, colours, width }: Host, approvable: boolean): Told {
  const context: ReportContext = { colours, version, approvable, rules, ...(width === undefined ? {} : { width }) };
  if ("diagnostics" in result) {
    const read = { root, diagnostics: result.diagnostics, documents: 0 };
    const outcome = outcomeOf({ command: "compat", check: false, cwd }, resultsOf(read, []));
    return {
      print: (format) => unreadReports[format]?.(outcome, context) ?? "",
      summary: (seconds) => summaryLine(outcome, seconds, colours),
      code: exitCodes.findings,
    };
  }
  const report = relativeReport(result.report, cwd, root);
  return {
    print: (format) => compatReports[format]?.(report, context) ?? "",
    summary: (seconds) => compatSummaryLine(report, seconds, colours),
    code: passes(report) ? exitCodes.clean : exitCodes.findings,
  };
}

function requestOf({ config, documents, against, since }: CompatOptions, cwd: string): CompatRequest {
  if (against === "") throw new UsageError("--against is empty; it takes registry, a git ref, or a folder.");
  if (since === "") throw new UsageError("--since is empty; it takes a git ref.");
  if (since === "registry") {
    throw new UsageError("--since takes a git ref or a folder; what is released says nothing of who broke it.");
  }
  const rest = { against, cwd, ...(since === undefined ? {} : { since }) };
  if (documents === undefined) {
    return { source: { config: resolve(cwd, config ?? "asyncapi/insaka.config.json") }, ...rest };
  }
  if (config !== undefined) throw new UsageError("--documents and --config exclude each other.");
  if (against === "registry") {
    throw new UsageError(
      "--documents goes with --against a git ref or a folder; without a config there is no registry.",
    );
  }
  return { source: { documents, folder: cwd }, ...rest };
}

/** Formats by the absolute path of the file that each goes to. */
function reportFiles(given: readonly string[], cwd: string): ReadonlyMap<string, string> {
  const formats = Object.keys(compatReports).join(", ");
  const files = new Map<string, string>();
  for (const item of given) {
    const [, format, file] = /^([^=]*)=(.+)$/s.exec(item) ?? [];
    if (format === undefined || file === undefined || !Object.hasOwn(compatReports, format)) {
      throw new UsageError(`--report takes format=file with one of ${formats}; not "${item}".`);
    }
    const path = resolve(cwd, file);
    if (files.has(path)) throw new UsageError(`--report writes two reports to ${file}; give each a file of its own.`);
    files.set(path, format);
  }
  return files;
}
