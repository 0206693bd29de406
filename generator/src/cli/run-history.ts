import { resolve } from "node:path";
import { hasErrors, history } from "../index.js";
import { exitCodes } from "./exit-code.js";
import { fromHere } from "./from-here.js";
import { jsonHistory, textHistory } from "./history-report.js";
import type { Host } from "./host.js";
import { diagnosticLine } from "./text-report.js";
import { UsageError } from "./usage-error.js";

/** The options of `history`, as commander hands them over. */
export interface HistoryOptions {
  readonly config?: string;
  readonly format: string;
}

/**
 * Runs `history`.
 * @returns the exit code
 * @throws UsageError where nobody knows the message
 */
export async function runHistory(message: string, options: HistoryOptions, host: Host): Promise<number> {
  const config = resolve(host.cwd, options.config ?? "asyncapi/insaka.config.json");
  const read = await history({ config, message });
  const diagnostics = read.diagnostics.map((item) => ({ ...item, file: fromHere(host.cwd, read.root, item.file) }));
  const findings = diagnostics.map((item) => `${diagnosticLine(item, host.colours)}\n`).join("");
  if (options.format === "json") host.out(jsonHistory(read.history, diagnostics));
  else {
    host.out(findings);
    if (read.history !== null) host.out(textHistory(read.history, host.colours));
  }
  if (hasErrors(diagnostics)) return exitCodes.findings;
  if (read.history === null) {
    const hint = read.nearest === null ? "" : ` Did you mean ${read.nearest}?`;
    throw new UsageError(`Neither a document nor the registry knows a message "${message}".${hint}`);
  }
  return exitCodes.clean;
}
