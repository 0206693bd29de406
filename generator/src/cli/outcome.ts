import type { Diagnostic, FileStatus, Generated, UnchangedRun } from "../index.js";
import { fromHere } from "./from-here.js";

/** What a run has to say, in the form that every report format starts from. */
export interface Outcome {
  readonly command: "codegen" | "compat" | "lint";
  /** `--check`: the disk is compared and not touched. */
  readonly check: boolean;
  /** Paths relative to the current folder. */
  readonly diagnostics: readonly Diagnostic[];
  /** Paths relative to the current folder; empty where nothing was generated. */
  readonly files: readonly FileStatus[];
  readonly counts: Counts;
}

/** How much was read. */
export interface Counts {
  readonly documents: number;
  readonly messages: number;
  readonly versions: number;
}

/** What a run found, whichever way: paths of diagnostics are relative to its root, those of files to its output's. */
export type RunResults = Pick<UnchangedRun, "root" | "outputRoot" | "diagnostics" | "counts" | "files">;

/** What a run found that read and generated. */
export function resultsOf(generated: Generated, files: readonly FileStatus[]): RunResults {
  const { root, diagnostics, output } = generated;
  return { root, outputRoot: output?.root ?? root, diagnostics, counts: countsOf(generated), files };
}

/** Puts a run's results together; paths become relative to the folder that the command runs in. */
export function outcomeOf(
  { command, check, cwd }: Pick<Outcome, "command" | "check"> & { readonly cwd: string },
  { root, outputRoot, diagnostics, counts, files }: RunResults,
): Outcome {
  return {
    command,
    check,
    diagnostics: diagnostics.map((item) => ({ ...item, file: fromHere(cwd, root, item.file) })),
    files: files.map((status) => ({ ...status, path: fromHere(cwd, outputRoot, status.path) })),
    counts,
  };
}

/** How much a run has read. */
export function countsOf({ documents, model }: Generated): Counts {
  const messages = model?.messages ?? [];
  return {
    documents,
    messages: messages.length,
    versions: messages.reduce((sum, { versions }) => sum + versions.length, 0),
  };
}

/** Files whose state is a finding of `--check`. */
export function outdated({ files }: Outcome): readonly FileStatus[] {
  return files.filter(({ state }) => state !== "unchanged");
}
