import { compareText } from "../diagnostic.js";

/** What the order of records is derived from. */
export interface Ordered {
  readonly id: string;
  readonly released: string;
  readonly after: readonly string[];
}

/**
 * Sorts the records of one version, oldest first: each after those that it names, and those that do not know each other by
 * date, then id. Nobody assigns a number, so branches that release side by side need not agree on one.
 */
export function inOrder<T extends Ordered>(records: readonly T[]): readonly T[] {
  const waiting = new Map(records.map((record) => [record.id, record]));
  const open = new Map(
    records.map(({ id, after }) => [id, new Set(after.filter((other) => other !== id && waiting.has(other)))]),
  );
  const ordered: T[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter(({ id }) => open.get(id)?.size === 0).sort(byDate);
    // A circle cannot be made with honest digests; where one stands, by date is as good as anything.
    const next = ready[0] ?? [...waiting.values()].sort(byDate)[0];
    if (next === undefined) break;
    ordered.push(next);
    waiting.delete(next.id);
    for (const before of open.values()) before.delete(next.id);
  }
  return ordered;
}

/** The records that no other names: one, unless branches have released side by side. In order. */
export function newest<T extends Ordered>(ordered: readonly T[]): readonly T[] {
  const named = new Set(ordered.flatMap(({ id, after }) => after.filter((other) => other !== id)));
  return ordered.filter(({ id }) => !named.has(id));
}

function byDate(a: Ordered, b: Ordered): number {
  return compareText(a.released, b.released) || compareText(a.id, b.id);
}
