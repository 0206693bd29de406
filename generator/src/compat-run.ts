import type { CompatReport } from "./compat/report.js";
import type { Diagnostic } from "./diagnostic.js";

/** What to check, and against what. Paths are absolute. */
export interface CompatRequest {
  /** As for `generate`: a config, or any documents by glob relative to `folder`. */
  readonly source: { readonly config: string } | { readonly documents: string; readonly folder: string };
  /** As the caller gave it: `registry`, a git ref, or a folder relative to `cwd`. */
  readonly against: string;
  /** Only what is broken since this git ref is told. */
  readonly since?: string;
  readonly cwd: string;
  /** Told as each phase begins, for who measures them. */
  readonly onPhase?: (phase: CompatPhase) => void;
}

/** Reading the documents, reading what they are held against, trying upcasters, judging. In this order, each once. */
export type CompatPhase = "documents" | "baseline" | "proofs" | "check";

/** What the check found, or why there was nothing to check. */
export interface CompatRun {
  /** To what every file name in `result` is relative, the baseline's too; absolute. */
  readonly root: string;
  /** Every rule of the check, whether it found something or not. */
  readonly rules: readonly { readonly id: string; readonly purpose: string }[];
  readonly result: CompatResult;
}

/** Documents that cannot be read are told as diagnostics; then there is no report. */
export type CompatResult = { readonly report: CompatReport } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Runs the check. Never throws at a mistake in a document or config.
 * @throws ConfigNotFound where there is no config at the path given
 */
export type RunCompat = (request: CompatRequest) => Promise<CompatRun>;
