import type { JsonValue } from "@insaka/schema";
import type { Budget } from "./budget.js";
import type { Node } from "./node.js";
import type { NodeTable } from "./node-table.js";
import type { Outcome } from "./outcome.js";
import type { Restriction } from "./restrict.js";

/** What the solvers of the single types ask of the whole. */
export interface Solver {
  readonly table: NodeTable;
  readonly restriction: Restriction;
  readonly budget: Budget;
  /** A value that satisfies the node. */
  solve(node: Node): Outcome;
  /** Up to so many different values that satisfy the node. */
  distinct(node: Node, count: number): DistinctValues;
}

/** Different values; `end` says why there are no more than these, where there are fewer than were asked for. */
export interface DistinctValues {
  readonly values: readonly JsonValue[];
  readonly end: Outcome | undefined;
}
