import type { JsonValue } from "@insaka/schema";
import type { Budget } from "./budget.js";
import { Conjunction } from "./conjunction.js";
import { holds } from "./evaluate.js";
import { JSON_TYPES, type JsonType } from "./json-type.js";
import type { Node } from "./node.js";
import type { NodeTable } from "./node-table.js";
import { found, NONE, type Outcome, Ways } from "./outcome.js";
import type { Restriction } from "./restrict.js";
import { solveArray } from "./solve-array.js";
import { solveNumber } from "./solve-number.js";
import { solveObject } from "./solve-object.js";
import { solveString } from "./solve-string.js";
import type { DistinctValues, Solver } from "./solver.js";

/**
 * Decides whether any value satisfies a node, and finds one. A value of least depth never needs, at one of its places, what
 * is asked at a place around it; so a question met again within itself has the answer "none" there, which decides circular
 * schemas.
 */
export class Search implements Solver {
  readonly table: NodeTable;
  readonly restriction: Restriction;
  readonly budget: Budget;
  readonly #known: Map<Node, Outcome>;
  readonly #open: Map<Node, number> = new Map();

  /** `known` keeps answers that hold for ever, for later questions over the same table. */
  constructor(table: NodeTable, restriction: Restriction, known: Map<Node, Outcome>, budget: Budget) {
    this.table = table;
    this.restriction = restriction;
    this.#known = known;
    this.budget = budget;
  }

  solve(node: Node): Outcome {
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const depth = this.#open.get(node);
    if (depth !== undefined) return { kind: "none", since: depth };
    this.budget.spend(1, "schema");
    const own = this.#open.size;
    this.#open.set(node, own);
    try {
      const outcome = this.#split(node);
      if (outcome.kind === "found") this.#known.set(node, outcome);
      else if (outcome.kind === "none" && outcome.since >= own) {
        this.#known.set(node, NONE);
        return NONE;
      }
      return outcome;
    } finally {
      this.#open.delete(node);
    }
  }

  /** One type after the other: most of a schema speaks of one type only. */
  #split(node: Node): Outcome {
    const ways = new Ways();
    for (const type of JSON_TYPES) {
      const restricted = this.restriction.restrict(node, type);
      if (restricted.kind === "false") continue;
      const outcome = this.#ofType(restricted, type);
      if (ways.add(outcome)) return outcome;
    }
    return ways.end();
  }

  #ofType(node: Node, type: JsonType): Outcome {
    if (type === "null") return this.#among([null], node);
    if (type === "boolean") return this.#among([false, true], node);
    const conjunction = Conjunction.of(this.table, node);
    return conjunction === undefined ? NONE : this.#branch(conjunction, type);
  }

  #among(values: readonly JsonValue[], node: Node): Outcome {
    for (const value of values) if (holds(node, value, this.restriction)) return found(value);
    return NONE;
  }

  /**
   * Finds a value for the atoms alone. Where it satisfies the choices as well, or there is none, all is said; else a choice
   * that it does not satisfy is taken apart.
   */
  #branch(conjunction: Conjunction, type: JsonType): Outcome {
    this.budget.spend(1 + conjunction.choices.size, "schema");
    const { atoms, choices } = conjunction;
    const listed = this.#listed(conjunction);
    if (listed !== undefined) return listed;
    const outcome = this.#leaf([...atoms], type);
    if (choices.size === 0 || outcome.kind === "none") return outcome;
    const open = [...choices].filter(
      (choice) => outcome.kind !== "found" || !holds(choice, outcome.value, this.restriction),
    );
    if (open.length === 0) return outcome;
    const narrowest = open.reduce((least, choice) => (width(choice) < width(least) ? choice : least));
    const ways = new Ways();
    for (const part of narrowest.kind === "or" ? narrowest.parts : []) {
      const narrowed = conjunction.with(part);
      if (narrowed === undefined) continue;
      const way = this.#branch(narrowed, type);
      if (ways.add(way)) return way;
    }
    return ways.end();
  }

  /** Where the values are listed, each is simply tried. */
  #listed({ atoms, choices }: Conjunction): Outcome | undefined {
    for (const atom of atoms) {
      if (atom.kind !== "in") continue;
      const fitting = atom.values.find(({ value }) => {
        this.budget.spend(1, "enum");
        return [...atoms, ...choices].every((each) => holds(each, value, this.restriction));
      });
      return fitting === undefined ? NONE : found(fitting.value);
    }
    return undefined;
  }

  #leaf(atoms: readonly Node[], type: JsonType): Outcome {
    if (type === "number") return solveNumber(atoms, this.budget);
    if (type === "string") return solveString(atoms, this);
    return type === "array" ? solveArray(atoms, this) : solveObject(atoms, this);
  }

  distinct(node: Node, count: number): DistinctValues {
    const values: JsonValue[] = [];
    while (values.length < count) {
      const others = this.table.oneOf(
        values.map((value) => this.table.member(value)),
        "not-in",
      );
      const outcome = this.solve(this.table.and([node, others]));
      if (outcome.kind !== "found") return { values, end: outcome };
      values.push(outcome.value);
    }
    return { values, end: undefined };
  }
}

function width(choice: Node): number {
  return choice.kind === "or" ? choice.parts.length : 1;
}
