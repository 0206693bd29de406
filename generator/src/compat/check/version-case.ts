import type { Baseline, Revision } from "../baseline.js";

/** One version of one message, now and as it was released. At least one side is there. */
export interface VersionCase {
  readonly message: string;
  readonly version: number;
  /** What the documents state; null where they state it no more. */
  readonly now: Revision | null;
  /** What was released, oldest first. */
  readonly before: readonly Revision[];
  /** The last of {@link before}; null where nothing was released. */
  readonly latest: Revision | null;
  /**
   * Those of {@link before} that none was released after, the {@link latest} among them: several where branches have released side
   * by side. Nobody has judged these against each other.
   */
  readonly heads: readonly Revision[];
}

/** Puts what is stated now beside what was released. */
export function pairUp(now: readonly Revision[], baseline: Baseline): readonly VersionCase[] {
  const cases = new Map<string, { readonly message: string; readonly version: number; now: Revision | null }>();
  const key = (message: string, version: number): string => `${message} ${String(version).padStart(6, "0")}`;
  for (const [message, versions] of baseline.revisions) {
    for (const version of versions.keys()) cases.set(key(message, version), { message, version, now: null });
  }
  for (const revision of now) {
    const { message, version } = revision.contract;
    cases.set(key(message, version), { message, version, now: revision });
  }
  return [...cases.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { message, version, now: stated }]) => {
      const before = baseline.revisions.get(message)?.get(version) ?? [];
      return { message, version, now: stated, before, latest: before.at(-1) ?? null, heads: headsOf(before) };
    });
}

function headsOf(before: readonly Revision[]): readonly Revision[] {
  const latest = before.at(-1);
  const named = new Set(before.flatMap(({ after }) => after ?? []));
  // What carries no name was put in order by whoever stated it: only the last one is at the top.
  return before.filter((each) => each === latest || (each.id !== undefined && !named.has(each.id)));
}
