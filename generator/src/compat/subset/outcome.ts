import type { JsonValue } from "@insaka/schema";

/** What is known of the values that satisfy a node. */
export type Outcome =
  | { readonly kind: "found"; readonly value: JsonValue }
  /**
   * There is none. `since` is the depth of the outermost question still open on which this rests (a circular schema asks
   * for a smaller value of the same kind); infinite where it rests on none.
   */
  | { readonly kind: "none"; readonly since: number }
  | { readonly kind: "unknown"; readonly reason: string };

/** There is none, whatever else is asked. */
export const NONE: Outcome = { kind: "none", since: Number.POSITIVE_INFINITY };

/** A value. */
export function found(value: JsonValue): Outcome {
  return { kind: "found", value };
}

/** Gathers the outcomes of several ways, none of which has led to a value so far. */
export class Ways {
  #since: number = Number.POSITIVE_INFINITY;
  #reason: string | undefined;

  /** @returns true where the way has led to a value */
  add(outcome: Outcome): outcome is Outcome & { kind: "found" } {
    if (outcome.kind === "found") return true;
    if (outcome.kind === "none") this.#since = Math.min(this.#since, outcome.since);
    else this.#reason ??= outcome.reason;
    return false;
  }

  /** Says that none of the ways has led to a value. */
  end(): Outcome {
    if (this.#reason !== undefined) return { kind: "unknown", reason: this.#reason };
    return { kind: "none", since: this.#since };
  }
}
