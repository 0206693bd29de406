import type { Place } from "./diagnostic.js";

/** An intended break that somebody answers for. It holds for one fingerprint and until its last day. */
export interface Approval {
  readonly rule: string;
  /** Null for a finding that concerns no single message. */
  readonly message: string | null;
  readonly fingerprint: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, `YYYY-MM-DD`. A day ends at midnight UTC, on every machine alike. */
  readonly expires: string;
}

/** An approval and where the config states it. */
export interface PlacedApproval {
  readonly approval: Approval;
  readonly at: Place;
}
