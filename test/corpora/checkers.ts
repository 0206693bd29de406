import { isSubset } from "@insaka/generator/subset";
import type { JsonValue } from "@insaka/schema";
import type { Case } from "./cases.js";

/** What a checker says of a case. */
export interface Answer {
  readonly verdict: "subset" | "not-subset" | "undecided";
  readonly witness?: JsonValue;
  readonly reason?: string;
  /** How long it took, where the checker knows better than whoever waits for it. */
  readonly ms?: number;
}

/** A tool that judges pairs of schemas. */
export interface Checker {
  readonly name: string;
  readonly judge: (question: Case) => Answer | Promise<Answer>;
}

/** The engine of this repository. */
export const insaka: Checker = {
  name: "insaka",
  judge: ({ lhs, rhs, draft }) => isSubset(lhs, rhs, { draft }),
};
