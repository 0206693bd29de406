import type { Place } from "../../diagnostic.js";
import type { Party, Weight } from "../report.js";
import type { Outcome } from "./compare-declarations.js";
import type { TopologyChange } from "./topology-change.js";

/** What the change of a topology does to a live broker, or to those who use it. */
export interface TopologyFinding {
  /** Id of the rule. */
  readonly rule: string;
  readonly weight: Weight;
  readonly subject: Subject;
  /** What the broker makes of it; null where it is not the broker that is asked. */
  readonly outcome: Outcome | null;
  /** What happens, in a sentence or two. */
  readonly summary: string;
  /** What to do about it. */
  readonly hint: string;
  /** A routing key that shows it; null where it is no matter of keys. */
  readonly key: string | null;
  /** The messages that it concerns, sorted. */
  readonly messages: readonly string[];
  /** Who is hurt, sorted by role and name: services as senders or receivers, queues, exchanges. */
  readonly parties: readonly Party[];
  /** In the topology as it is to be; null where it has no place there. */
  readonly at: Place | null;
  /** In the topology as it was; null where it had no place there. */
  readonly before: Place | null;
}

/** A finding of one rule, before its id is put to it. */
export type Judged = Omit<TopologyFinding, "rule">;

/** What a finding is about. Its name is unique among its kind: of a binding it is `exchange -> queue (key)`. */
export interface Subject {
  readonly kind: "exchange" | "queue" | "binding" | "policy" | "route" | "account";
  readonly name: string;
}

/** A rule of the topology, as data. */
export interface TopologyRule {
  readonly id: string;
  /** Why it exists, in a sentence. */
  readonly purpose: string;
  readonly judge: (change: TopologyChange) => readonly Judged[];
}
