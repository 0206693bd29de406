import { resolve } from "node:path";
import type { FileStatus, GenerateRequest, Output } from "../index.js";
import { isModelLanguage, modelLanguages } from "../model-languages.js";
import { unchangedRun } from "../run-record.js";
import { exitCodes } from "./exit-code.js";
import type { Host } from "./host.js";
import { countsOf, type Outcome, outcomeOf, outdated, resultsOf } from "./outcome.js";
import { reports } from "./report.js";
import { summaryLine } from "./summary.js";
import { UsageError } from "./usage-error.js";

/** The options that both commands take, as commander hands them over. */
export interface CommandOptions {
  readonly config?: string;
  readonly documents?: string;
  readonly out?: string;
  readonly models?: string;
  readonly modelsOut?: string;
  readonly check?: boolean;
  /** False with `--no-cache`. */
  readonly cache?: boolean;
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
  const outcome = await outcomeFor(command, options, host.cwd);
  host.out(report(outcome, host.colours));
  const summary = summaryLine(outcome, (performance.now() - started) / 1000, host.colours);
  if (options.format === "text") host.out(summary);
  else host.err(summary);
  const late = outcome.check && outdated(outcome).length > 0;
  const wrong = outcome.diagnostics.some(({ severity }) => severity === "error");
  return wrong || late ? exitCodes.findings : exitCodes.clean;
}

async function outcomeFor(command: "codegen" | "lint", options: CommandOptions, cwd: string): Promise<Outcome> {
  const check = options.check === true;
  const request = requestOf(command, options, cwd);
  const cached = command === "codegen" && options.cache !== false;
  const unchanged = cached ? await unchangedRun(request) : undefined;
  if (unchanged !== undefined) return outcomeOf({ command, check, cwd }, unchanged);
  // Loaded only where there is something to do: it takes longer than to see that there is nothing.
  const { compareFiles, generate, keepMemory, memoryOf, rememberRun, seenFrom, writeFiles } = await import(
    "../codegen.js"
  );
  const memory = options.cache === false ? undefined : memoryOf(request);
  const generated = await generate(request, {
    emit: command === "codegen",
    ...(memory === undefined ? {} : { memory }),
  });
  // Lint and a run that ends at an error ask less: what they did not ask for must not be forgotten.
  if (memory !== undefined && generated.output !== undefined) keepMemory(memory);
  const stamps = new Map<Output, Map<string, string>>();
  const files = generated.output === undefined ? [] : await settle(generated.output, generated.models ?? []);
  if (cached && (!check || files.every(({ state }) => state === "unchanged")))
    rememberRun(request, generated, countsOf(generated), stamps);
  return outcomeOf({ command, check, cwd }, resultsOf(generated, files));

  async function settle(output: Output, models: readonly Output[]): Promise<readonly FileStatus[]> {
    const statuses: FileStatus[] = [];
    for (const each of [output, ...models]) {
      const seen = new Map<string, string>();
      stamps.set(each, seen);
      const files = await (check ? compareFiles(each, seen) : writeFiles(each, seen));
      statuses.push(...seenFrom(output.root, each.root, files));
    }
    return statuses;
  }
}

function requestOf(command: "codegen" | "lint", options: CommandOptions, cwd: string): GenerateRequest {
  const { config, documents, out } = options;
  const models = modelsOf(options, cwd);
  if (documents === undefined) {
    if (out !== undefined) throw new UsageError("--out goes with --documents; a config names its own output folder.");
    return { config: resolve(cwd, config ?? "asyncapi/insaka.config.json"), ...models };
  }
  if (config !== undefined) throw new UsageError("--documents and --config exclude each other.");
  if (command === "codegen" && out === undefined)
    throw new UsageError("--documents needs --out, the folder to write to.");
  if (out === "") throw new UsageError('--out is empty; "." is the current folder.');
  return { documents, folder: cwd, ...(out === undefined ? {} : { out: resolve(cwd, out) }), ...models };
}

function modelsOf({ models, modelsOut: out }: CommandOptions, cwd: string): Pick<GenerateRequest, "models"> {
  if (models === undefined) {
    if (out !== undefined) throw new UsageError("--models-out goes with --models, which names the languages.");
    return {};
  }
  const named = models.split(",").map((name) => name.trim());
  const unknown = named.find((name) => !isModelLanguage(name));
  if (unknown !== undefined)
    throw new UsageError(`--models takes ${modelLanguages.join(", ")}, separated by commas; not "${unknown}".`);
  if (out === "") throw new UsageError('--models-out is empty; "." is the current folder.');
  const languages = modelLanguages.filter((language) => named.includes(language));
  return { models: { languages, ...(out === undefined ? {} : { out: resolve(cwd, out) }) } };
}
