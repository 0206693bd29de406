import type { JsonValue } from "@insaka/schema";
import { type ArrayFacts, gatherArray } from "./array-facts.js";
import { assignDistinct } from "./assign-distinct.js";
import type { Node } from "./node.js";
import { found, NONE, type Outcome, Ways } from "./outcome.js";
import type { Solver } from "./solver.js";

/** No witness is made longer than this. */
const LONGEST = 20_000;

/** Finds an array that satisfies every atom. */
export function solveArray(atoms: readonly Node[], solver: Solver): Outcome {
  const facts = gatherArray(atoms, (one, other) => solver.table.and([one, other]));
  if (facts.least > facts.most || (facts.distinct && facts.equal)) return NONE;
  return new ArraySearch(facts, solver).run();
}

class ArraySearch {
  readonly #facts: ArrayFacts;
  readonly #solver: Solver;
  readonly #base: Node[] = [];

  constructor(facts: ArrayFacts, solver: Solver) {
    this.#facts = facts;
    this.#solver = solver;
  }

  run(): Outcome {
    const { least, required } = this.#facts;
    const used = Math.max(0, ...[...required.keys()].map((index) => index + 1));
    return this.#place(0, new Map(required), Math.max(least, used), -1);
  }

  /** What every element at a position must satisfy. All positions after the tuple are alike. */
  #elementAt(position: number): Node {
    const index = Math.min(position, this.#facts.tuple);
    const { at, from } = this.#facts;
    this.#base[index] ??= this.#solver.table.and([
      ...(at.get(index) ?? []),
      ...from.filter((rule) => rule.index <= index).map(({ node }) => node),
    ]);
    return this.#base[index];
  }

  /** The first position from which nothing not yet spoken of can be told apart. */
  #nextFree(extra: ReadonlyMap<number, Node>): number {
    let position = this.#facts.tuple;
    while (extra.has(position)) position += 1;
    return position;
  }

  /** Gives the obligations from `index` on a position each. `after` keeps equal obligations in order. */
  #place(index: number, extra: ReadonlyMap<number, Node>, length: number, after: number): Outcome {
    const obligation = this.#facts.obligations[index];
    if (obligation === undefined) return this.#facts.equal ? this.#pair(extra, length) : this.#limit(extra, length);
    const ways = new Ways();
    const first = obligation.again ? Math.max(obligation.index, after + 1) : obligation.index;
    const last = Math.max(this.#nextFree(extra), first);
    for (let position = first; position <= last; position += 1) {
      this.#solver.budget.spend(1, "contains");
      if (position >= this.#facts.most) break;
      if (position > 0) {
        // A position cannot be reached over one that cannot be filled.
        const before = this.#solver.solve(this.#with(extra, position - 1));
        if (!ways.add(before) && before.kind === "none") break;
      }
      const node = this.#solver.table.and([this.#with(extra, position), obligation.node]);
      if (!ways.add(this.#solver.solve(node))) continue;
      const placed = this.#place(index + 1, put(extra, position, node), Math.max(length, position + 1), position);
      if (ways.add(placed)) return placed;
    }
    return ways.end();
  }

  #with(extra: ReadonlyMap<number, Node>, position: number): Node {
    return this.#solver.table.and([this.#elementAt(position), extra.get(position) ?? this.#solver.table.anything]);
  }

  /** Two elements must be equal: some two positions share one value. */
  #pair(extra: ReadonlyMap<number, Node>, length: number): Outcome {
    const ways = new Ways();
    const free = this.#nextFree(extra);
    const last = Math.min(Math.max(free + 1, length - 1), this.#facts.most - 1, free + 1 + extra.size);
    for (let second = 1; second <= last; second += 1) {
      for (let first = 0; first < second; first += 1) {
        this.#solver.budget.spend(1, "uniqueItems");
        const node = this.#solver.table.and([this.#with(extra, first), this.#with(extra, second)]);
        if (!ways.add(this.#solver.solve(node))) continue;
        const paired = this.#limit(put(put(extra, first, node), second, node), Math.max(length, second + 1));
        if (ways.add(paired)) return paired;
      }
    }
    return ways.end();
  }

  /** At most so many elements may satisfy a node: each position either does not, or uses up one that may. */
  #limit(extra: ReadonlyMap<number, Node>, length: number): Outcome {
    if (length > this.#facts.most) return NONE;
    if (length > LONGEST) return { kind: "unknown", reason: `minItems: no array of ${length} elements is made` };
    return this.#limitFrom(0, 0, 0, extra, length);
  }

  #limitFrom(limit: number, position: number, used: number, extra: ReadonlyMap<number, Node>, length: number): Outcome {
    const rule = this.#facts.limits[limit];
    if (rule === undefined) return this.#build(extra, length);
    if (position >= length) return this.#limitFrom(limit + 1, 0, 0, extra, length);
    this.#solver.budget.spend(1, "maxContains");
    const { table } = this.#solver;
    const ways = new Ways();
    const refused = table.and([this.#with(extra, position), table.not(rule.node)]);
    if (ways.add(this.#solver.solve(refused))) {
      const outcome = this.#limitFrom(limit, position + 1, used, put(extra, position, refused), length);
      if (ways.add(outcome)) return outcome;
    }
    if (used < rule.count) {
      const outcome = this.#limitFrom(limit, position + 1, used + 1, extra, length);
      if (ways.add(outcome)) return outcome;
    }
    return ways.end();
  }

  #build(extra: ReadonlyMap<number, Node>, length: number): Outcome {
    this.#solver.budget.spend(1 + length / 10, "items");
    const nodes = Array.from({ length }, (_, position) => this.#with(extra, position));
    if (this.#facts.distinct) return assignDistinct(nodes, this.#solver);
    const values: JsonValue[] = [];
    const known = new Map<Node, Outcome>();
    for (const node of nodes) {
      const outcome = known.get(node) ?? this.#solver.solve(node);
      known.set(node, outcome);
      if (outcome.kind !== "found") return outcome;
      values.push(outcome.value);
    }
    return found(values);
  }
}

function put(map: ReadonlyMap<number, Node>, position: number, node: Node): Map<number, Node> {
  return new Map(map).set(position, node);
}
