import type { CompatFinding, Witness } from "../report.js";
import type { CheckContext } from "./check-context.js";

/** A finding before its rule, its fingerprint and its approval are put to it. */
export interface RuleFinding extends Omit<CompatFinding, "rule" | "witness" | "fingerprint" | "approval"> {
  readonly witness?: Witness;
  /** What makes it this very change: an approval holds as long as these stay as they are. Digests, names; no places. */
  readonly change: readonly (string | null)[];
}

/** A rule of the compatibility check. */
export interface CompatRule {
  readonly id: string;
  /** Why it is asked for. */
  readonly purpose: string;
  readonly check: (context: CheckContext) => readonly RuleFinding[];
}
