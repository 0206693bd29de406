import { resolve } from "node:path";
import {
  compareFiles,
  type FileStatus,
  type Generated,
  type GenerateRequest,
  generate,
  hasErrors,
  writeFiles,
} from "../index.js";
import { exitCodes } from "./exit-code.js";
import type { Host } from "./host.js";
import { outcomeOf, outdated } from "./outcome.js";
import { reports } from "./report.js";
import { summaryLine } from "./summary.js";
import { UsageError } from "./usage-error.js";

/** The options that both commands take, as commander hands them over. */
export interface CommandOptions {
  readonly config?: string;
  readonly documents?: string;
  readonly out?: string;
  readonly check?: boolean;
  readonly format: string;
}

/**
 * Runs `codegen` or `lint`.
 * @returns the exit code
 * @throws UsageError where the options do not fit together
 */
export async function runCommand(command: "codegen" | "lint", options: CommandOptions, host: Host): Promise<number> {
  const started = performance.now();
  const report = reports[options.format];
  if (report === undefined) {
    throw new UsageError(`--format takes ${Object.keys(reports).join(", ")}; not "${options.format}".`);
  }
  const check = options.check === true;
  const generated = await generate(requestOf(command, options, host.cwd), { emit: command === "codegen" });
  const files = await settleFiles(generated, check);
  const outcome = outcomeOf({ command, check, cwd: host.cwd }, generated, files);
  host.out(report(outcome, host.colours));
  const summary = summaryLine(outcome, (performance.now() - started) / 1000, host.colours);
  if (options.format === "text") host.out(summary);
  else host.err(summary);
  const late = check && outdated(outcome).length > 0;
  return hasErrors(generated.diagnostics) || late ? exitCodes.findings : exitCodes.clean;
}

async function settleFiles(generated: Generated, check: boolean): Promise<readonly FileStatus[]> {
  if (generated.output === undefined) return [];
  return check ? compareFiles(generated.output) : writeFiles(generated.output);
}

function requestOf(command: "codegen" | "lint", options: CommandOptions, cwd: string): GenerateRequest {
  const { config, documents, out } = options;
  if (documents === undefined) {
    if (out !== undefined) throw new UsageError("--out goes with --documents; a config names its own output folder.");
    return { config: resolve(cwd, config ?? "asyncapi/insaka.config.json") };
  }
  if (config !== undefined) throw new UsageError("--documents and --config exclude each other.");
  if (command === "codegen" && out === undefined)
    throw new UsageError("--documents needs --out, the folder to write to.");
  if (out === "") throw new UsageError('--out is empty; "." is the current folder.');
  return { documents, folder: cwd, ...(out === undefined ? {} : { out: resolve(cwd, out) }) };
}
