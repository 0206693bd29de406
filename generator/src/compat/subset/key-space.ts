import { holds } from "./evaluate.js";
import type { Node } from "./node.js";
import type { NodeTable } from "./node-table.js";
import type { ObjectFacts, Obligation } from "./object-facts.js";
import { NONE, type Outcome, Ways } from "./outcome.js";
import type { Solver } from "./solver.js";

/** Names that no part of the schemas tells apart: what all of them satisfy, and what the values of all of them must. */
export interface Region {
  readonly names: Node;
  readonly value: Node;
  /** The name rules that hold of these names. */
  readonly within: ReadonlySet<Node>;
}

/** The names that an object may have: some are spelled out, the others fall into regions. */
export class KeySpace {
  /** Every name that is spelled out somewhere. */
  readonly names: readonly string[];
  readonly #facts: ObjectFacts;
  readonly #solver: Solver;
  readonly #values: Map<string, Node> = new Map();
  readonly #simplified: Map<Node, Node> = new Map();
  readonly #spelled: ReadonlySet<string>;
  readonly #others: Node;
  /** The name rules that tell apart names that are not spelled out. */
  readonly #rules: readonly Node[];

  constructor(facts: ObjectFacts, solver: Solver) {
    this.#facts = facts;
    this.#solver = solver;
    const spelled = new Set([...facts.properties.keys(), ...facts.required.keys()]);
    const statements = [...facts.rules, ...facts.obligations];
    for (const { names } of statements) spell(names, spelled);
    this.#spelled = spelled;
    this.names = [...spelled];
    const { table } = solver;
    this.#others = table.and([
      table.types(16),
      table.oneOf(
        this.names.map((name) => table.member(name)),
        "not-in",
      ),
    ]);
    const rules = statements.map(({ names }) => this.#simplify(names));
    this.#rules = [...new Set(rules)].filter((rule) => rule.kind !== "true" && rule.kind !== "false");
  }

  /** What the value of a spelled-out name must satisfy, if it is there. */
  valueOf(name: string): Node {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const rules = this.#facts.rules.filter(({ names }) => holds(names, name, this.#solver.restriction));
    const node = this.#solver.table.and([
      ...(this.#facts.properties.get(name) ?? []),
      ...rules.map((rule) => rule.node),
    ]);
    this.#values.set(name, node);
    return node;
  }

  /** True where a name rule holds of every name in the region. */
  isWithin(region: Region, names: Node): boolean {
    const simple = this.#simplify(names);
    return simple.kind === "true" || region.within.has(simple);
  }

  /**
   * Calls `use` for each region that an obligation can be met in (all of them without one), until it finds something. Only
   * regions that have names, and whose values can meet the obligation, are visited.
   */
  findRegion(obligation: Obligation | undefined, use: (region: Region) => Outcome): Outcome {
    const { table } = this.#solver;
    const wanted = obligation === undefined ? table.anything : this.#simplify(obligation.names);
    if (wanted.kind === "false") return NONE;
    const always = this.#facts.rules.filter(({ names }) => this.#simplify(names).kind === "true");
    const start: Region = {
      names: wanted.kind === "true" ? this.#others : table.and([this.#others, wanted]),
      value: table.and(always.map(({ node }) => node)),
      within: new Set(),
    };
    const rules = [...this.#rules.filter((rule) => rule === wanted), ...this.#rules.filter((rule) => rule !== wanted)];
    return this.#divide({ rules, wanted, node: obligation?.node ?? table.anything, use }, 0, start);
  }

  #divide(aim: Aim, index: number, region: Region): Outcome {
    const { table, solver } = { table: this.#solver.table, solver: this.#solver };
    solver.budget.spend(1, "patternProperties");
    const named = solver.solve(region.names);
    if (named.kind !== "found") return named;
    const valued = solver.solve(table.and([region.value, aim.node]));
    if (valued.kind === "none") return valued;
    const rule = aim.rules[index];
    if (rule === undefined) return valued.kind === "found" ? aim.use(region) : valued;
    const ways = new Ways();
    // Names that a rule does not hold of come first: fewer rules, more values.
    if (rule !== aim.wanted) {
      const outside = { ...region, names: table.and([region.names, this.#notName(rule)]) };
      const outcome = this.#divide(aim, index + 1, outside);
      if (ways.add(outcome)) return outcome;
    }
    const stated = this.#facts.rules.filter(({ names }) => this.#simplify(names) === rule);
    const inside = {
      names: table.and([region.names, rule]),
      value: table.and([region.value, ...stated.map(({ node }) => node)]),
      within: new Set([...region.within, rule]),
    };
    const outcome = this.#divide(aim, index + 1, inside);
    return ways.add(outcome) ? outcome : ways.end();
  }

  #notName(rule: Node): Node {
    return this.#solver.table.notWithin(rule);
  }

  /** What a name rule says of names that are not spelled out. */
  #simplify(names: Node): Node {
    const known = this.#simplified.get(names);
    if (known !== undefined) return known;
    const simple = simplify(this.#solver.restriction.restrict(names, "string"), this.#spelled, this.#solver.table);
    this.#simplified.set(names, simple);
    return simple;
  }
}

interface Aim {
  readonly rules: readonly Node[];
  readonly wanted: Node;
  readonly node: Node;
  readonly use: (region: Region) => Outcome;
}

/** Collects the names that a rule spells out. */
function spell(names: Node, into: Set<string>): void {
  if (names.kind === "and" || names.kind === "or") for (const part of names.parts) spell(part, into);
  else if (names.kind === "in" || names.kind === "not-in") {
    for (const { value } of names.values) if (typeof value === "string") into.add(value);
  }
}

function simplify(rule: Node, spelled: ReadonlySet<string>, table: NodeTable): Node {
  if (rule.kind === "and") return table.and(rule.parts.map((part) => simplify(part, spelled, table)));
  if (rule.kind === "or") return table.or(rule.parts.map((part) => simplify(part, spelled, table)));
  if (rule.kind !== "in" && rule.kind !== "not-in") return rule;
  const left = rule.values.filter(({ value }) => typeof value === "string" && !spelled.has(value));
  return table.oneOf(left, rule.kind);
}
