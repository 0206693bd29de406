import type { JsonValue } from "@insaka/schema";
import type { RefusalCount } from "./upcast-proof.js";

/** So many reasons are told; a reason with a value in it would be new for every message. */
const MOST_REASONS = 20;

/** Counts refusals by reason and place. */
export interface RefusalCounter {
  add(refusal: { readonly pointer: string; readonly reason: string }, message: JsonValue): void;
  /** The most frequent first. */
  counts(): readonly RefusalCount[];
}

export function countRefusals(): RefusalCounter {
  const found = new Map<string, { readonly count: RefusalCount; readonly length: number }>();
  return {
    add({ pointer: exact, reason }, message) {
      const pointer = exact.replaceAll(/\/\d+(?=\/|$)/g, "/*");
      const key = JSON.stringify([pointer, reason]);
      const known = found.get(key);
      const { length } = JSON.stringify(message);
      const shorter = known === undefined || length < known.length;
      found.set(key, {
        count: {
          pointer,
          reason,
          count: (known?.count.count ?? 0) + 1,
          example: shorter ? message : known.count.example,
        },
        length: shorter ? length : known.length,
      });
    },
    counts: () =>
      [...found.values()]
        .map(({ count }) => count)
        .sort((a, b) => b.count - a.count || (a.pointer + a.reason < b.pointer + b.reason ? -1 : 1))
        .slice(0, MOST_REASONS),
  };
}
