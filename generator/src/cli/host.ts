import type { Colors } from "picocolors/types.js";

/** What surrounds a run of the command; a test gives its own. */
export interface Host {
  /** The folder that relative paths start from; absolute. */
  readonly cwd: string;
  /** The report goes here. */
  readonly out: (text: string) => void;
  /** What is not the report: usage errors, faults, and the closing line where the report is for programs. */
  readonly err: (text: string) => void;
  readonly colours: Colors;
  /** Columns of the terminal; absent where the report goes elsewhere. */
  readonly width?: number;
  /** Print the stack of an internal fault. */
  readonly debug: boolean;
  /** Asked by what goes on for ever (`codegen --watch`): what ends it. */
  readonly untilEnded?: () => AbortSignal;
}
