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

/** Puts a run's results together; paths become relative to the folder that the command runs in. */
export function outcomeOf(
  run: Pick<Outcome, "command" | "check"> & { readonly cwd: string },
  generated: Generated,
  files: readonly FileStatus[],
): Outcome {
  const { command, check, cwd } = run;
  const outputRoot = generated.output?.root ?? generated.root;
  return {
    command,
    check,
    diagnostics: generated.diagnostics.map((item) => ({ ...item, file: fromHere(cwd, generated.root, item.file) })),
    files: files.map((status) => ({ ...status, path: fromHere(cwd, outputRoot, status.path) })),
    counts: countsOf(generated),
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

/** The same for a run that had nothing to do. */
export function outcomeOfUnchanged(
  { check, cwd }: Pick<Outcome, "check"> & { readonly cwd: string },
  { root, outputRoot, diagnostics, files, counts }: UnchangedRun,
): Outcome {
  return {
    command: "codegen",
    check,
    diagnostics: diagnostics.map((item) => ({ ...item, file: fromHere(cwd, root, item.file) })),
    files: files.map((status) => ({ ...status, path: fromHere(cwd, outputRoot, status.path) })),
    counts,
  };
}

/** Files whose state is a finding of `--check`. */
export function outdated({ files }: Outcome): readonly FileStatus[] {
  return files.filter(({ state }) => state !== "unchanged");
}
