/** How a run of the command ended. */
export interface ExitCodes {
  /** Nothing to complain of. */
  readonly clean: 0;
  /** The command was called wrongly, or failed through no fault of the documents. */
  readonly failed: 1;
  /** The documents have errors, or generated files are not up to date. */
  readonly findings: 100;
}

/** The process's exit code for each ending. */
export const exitCodes: ExitCodes = { clean: 0, failed: 1, findings: 100 };
