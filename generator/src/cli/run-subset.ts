import { resolve } from "node:path";
import { type Draft, isSubset, readJson, readLines } from "../index.js";
import { answerLine } from "./batch-case.js";
import { exitCodes } from "./exit-code.js";
import type { Host } from "./host.js";
import { subsetJson, subsetText } from "./subset-report.js";
import { UsageError } from "./usage-error.js";

/** The options of `schema subset`, as commander hands them over. */
export interface SubsetCommandOptions {
  readonly draft: Draft;
  readonly batch?: string;
  readonly format?: string;
}

/**
 * Runs `schema subset`.
 * @returns the exit code: 0 for a subset, 100 for none or undecided; with `--batch` 0 when every line was answered
 * @throws UsageError where the options do not fit together
 */
export async function runSubset(
  options: SubsetCommandOptions & { readonly lhs: string | undefined; readonly rhs: string | undefined },
  host: Host,
): Promise<number> {
  const { lhs, rhs, batch, draft, format } = options;
  if (batch !== undefined) {
    if (lhs !== undefined) throw new UsageError("--batch takes its schemas from its lines; leave out the two files.");
    if ((format ?? "jsonl") !== "jsonl") throw new UsageError("--batch answers in jsonl, one line for each case.");
    const file = batch === "-" ? batch : resolve(host.cwd, batch);
    for await (const line of readLines(file)) host.out(`${answerLine(line, draft)}\n`);
    return exitCodes.clean;
  }
  if (lhs === undefined || rhs === undefined) {
    throw new UsageError("schema subset takes two files with schemas, or --batch with a file of cases.");
  }
  if (format === "jsonl") throw new UsageError("--format jsonl goes with --batch; for two files it is json.");
  const schemas = [await readJson(resolve(host.cwd, lhs)), await readJson(resolve(host.cwd, rhs))] as const;
  const verdict = isSubset(...schemas, { draft });
  const question = { lhs, rhs, schema: schemas[1], draft };
  host.out(format === "json" ? subsetJson(verdict, question) : subsetText(verdict, question, host.colours));
  return verdict.verdict === "subset" ? exitCodes.clean : exitCodes.findings;
}
