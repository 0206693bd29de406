import type { JsonSchema } from "@insaka/schema";
import type { Baseline } from "../baseline.js";
import type { PairVerdict } from "./judge-pair.js";
import type { Meeting } from "./meetings.js";
import type { SchemaViews } from "./schema-views.js";
import type { VersionCase } from "./version-case.js";

/** Everything that a rule may look at. Plain data but for the judges, which remember what they have judged. */
export interface CheckContext {
  /** Sorted by message, then version. */
  readonly cases: readonly VersionCase[];
  readonly baseline: Baseline;
  /**
   * In a closed world the documents name every sender and receiver. In an open one (documents that know nothing of us) whoever
   * is not named may be anybody, who has the contract as it was.
   */
  readonly world: "closed" | "open";
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly views: (schema: JsonSchema) => SchemaViews;
  /** The pairs of one version that can meet. */
  readonly meetings: (each: VersionCase) => readonly Meeting[];
  readonly judge: (meeting: Meeting) => PairVerdict;
}

/** The versions of one message, ascending. */
export function versionsOf({ cases }: CheckContext, message: string): readonly VersionCase[] {
  let index = indexes.get(cases);
  if (index === undefined) {
    index = new Map();
    for (const each of cases) {
      const versions = index.get(each.message);
      if (versions === undefined) index.set(each.message, [each]);
      else versions.push(each);
    }
    indexes.set(cases, index);
  }
  return index.get(message) ?? [];
}

/** Rules ask for the versions of every message in turn: to look through all cases each time takes long where there are thousands. */
const indexes = new WeakMap<CheckContext["cases"], Map<string, VersionCase[]>>();
