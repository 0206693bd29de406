import type { JsonValue, Violation } from "@insaka/schema";
import type { Approval } from "../approval.js";
import type { Place } from "../diagnostic.js";

export type { Approval } from "../approval.js";

/**
 * How a finding weighs. `breaking` is proved, `undecided` could not be proved either way; both fail the check. A `warning` does
 * not (it breaks only if somebody sends undeclared properties, for instance), and a `note` says in what order to deploy.
 */
export type Weight = "breaking" | "undecided" | "warning" | "note";

/** Somebody whom a finding concerns. */
export interface Party {
  readonly role: "sender" | "receiver" | "owner" | "queue" | "exchange" | "archive";
  readonly name: string;
  /** Where it says that it takes part; null for what no document names. */
  readonly at: Place | null;
}

/** A concrete message that shows a break, checked on both sides by the validator. */
export interface Witness {
  readonly value: JsonValue;
  /** Who may send it: `version 2 as released 2026-11-02`, `version 2 of these documents`. */
  readonly sentBy: string;
  /** Who refuses it. */
  readonly refusedBy: string;
  /** Why it is refused. */
  readonly violations: readonly Violation[];
}

/** What the check has found. */
export interface CompatFinding {
  /** Id of the rule. */
  readonly rule: string;
  readonly weight: Weight;
  /** Null for what concerns no single message. */
  readonly message: string | null;
  readonly version: number | null;
  /** What happens, in a sentence. */
  readonly summary: string;
  /** What to do about it, in a sentence. */
  readonly hint: string;
  /** In the documents as they are now. */
  readonly at: Place;
  /** In the baseline; null where it has no part in this. */
  readonly before: Place | null;
  readonly witness: Witness | null;
  readonly parties: readonly Party[];
  /** 16 hex digits, the same as long as rule, message and both sides of this very change are the same. */
  readonly fingerprint: string;
  /** The approval that lets it pass; null where there is none. */
  readonly approval: Approval | null;
}

/** How the proof of one upcaster went. */
export interface UpcasterProof {
  readonly message: string;
  readonly from: number;
  readonly to: number;
  /** Generated messages of the reader view of `from`. */
  readonly generated: number;
  /** Of these, how many came out valid in `to`. */
  readonly valid: number;
  /** Of these, how many were refused: dead-lettered, not guessed. */
  readonly refused: number;
  readonly proved: boolean;
}

/** What the check says of one version of a message. */
export interface VersionVerdict {
  readonly message: string;
  readonly version: number;
  readonly change: "unchanged" | "changed" | "added" | "removed";
  readonly verdict: "safe" | "breaking" | "undecided";
  /** Readers must be deployed before senders; null where the order does not matter. */
  readonly deployOrder: "readers first" | null;
  /** Pairs of a sender's and a receiver's view that were judged. */
  readonly pairs: number;
}

/** Everything that one run of the check has to say. */
export interface CompatReport {
  /** What it was held against. */
  readonly against: { readonly kind: "registry" | "git" | "folder"; readonly label: string };
  /** Where only newly introduced breaks are told: since which git ref. */
  readonly since: string | null;
  /** Sorted by message, then version. */
  readonly versions: readonly VersionVerdict[];
  /** Sorted: what fails first, then by place. */
  readonly findings: readonly CompatFinding[];
  readonly proofs: readonly UpcasterProof[];
  /** Approvals that match nothing any more, or whose day has passed: told, so that the config does not silt up. */
  readonly staleApprovals: readonly StaleApproval[];
}

/** An approval that lets nothing pass. */
export interface StaleApproval {
  readonly approval: Approval;
  readonly why: "expired" | "unused";
  readonly at: Place;
}

/** True where the check lets the change pass: nothing breaks and nothing is undecided, but what is approved. */
export function passes(report: CompatReport): boolean {
  return report.findings.every(
    ({ weight, approval }) => approval !== null || weight === "warning" || weight === "note",
  );
}
