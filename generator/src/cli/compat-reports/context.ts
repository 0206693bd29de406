import type { Colors } from "picocolors/types.js";
import type { CompatReport } from "../../index.js";

/** What a report says that is not a finding, and how it may look. */
export interface ReportContext {
  readonly colours: Colors;
  /** Columns of the terminal. */
  readonly width?: number;
  /** Of insaka. */
  readonly version: string;
  /** False where there is no config to approve a break in. */
  readonly approvable: boolean;
  /** Every rule of the check. */
  readonly rules: readonly RuleText[];
}

/** A rule as people read of it. */
export interface RuleText {
  readonly id: string;
  readonly purpose: string;
}

/** Turns what the check found into what is printed. */
export type CompatReporter = (report: CompatReport, context: ReportContext) => string;
