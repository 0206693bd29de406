import type { JsonValue } from "@insaka/schema";
import { holds } from "./evaluate.js";
import { KeySpace, type Region } from "./key-space.js";
import type { Node } from "./node.js";
import { gatherObject, type ObjectFacts, type Obligation } from "./object-facts.js";
import { found, NONE, type Outcome, Ways } from "./outcome.js";
import { objectOf } from "./own-property.js";
import type { Solver } from "./solver.js";

/** A name that is not spelled out: some name of the region, with a value that satisfies the node. */
interface Slot {
  readonly region: Region;
  readonly node: Node;
}

/** Finds an object that satisfies every atom. */
export function solveObject(atoms: readonly Node[], solver: Solver): Outcome {
  const facts = gatherObject(atoms, solver.table);
  if (facts.least > facts.most || facts.required.size > facts.most) return NONE;
  const search = new ObjectSearch(facts, solver);
  return search.run();
}

class ObjectSearch {
  readonly #facts: ObjectFacts;
  readonly #solver: Solver;
  readonly #keys: KeySpace;

  constructor(facts: ObjectFacts, solver: Solver) {
    this.#facts = facts;
    this.#solver = solver;
    this.#keys = new KeySpace(facts, solver);
  }

  run(): Outcome {
    const present = new Map<string, Node>();
    for (const [name, nodes] of this.#facts.required) {
      const node = this.#solver.table.and([this.#keys.valueOf(name), ...nodes]);
      const outcome = this.#solver.solve(node);
      if (outcome.kind === "none") return outcome;
      present.set(name, node);
    }
    return this.#place(0, present, []);
  }

  /** Gives the obligations from `index` on a property each, or one that is there already. */
  #place(index: number, present: ReadonlyMap<string, Node>, slots: readonly Slot[]): Outcome {
    const obligation = this.#facts.obligations[index];
    if (obligation === undefined) return this.#fill(present, slots);
    this.#solver.budget.spend(1, "properties");
    const ways = new Ways();
    const room = present.size + slots.length < this.#facts.most;
    for (const name of this.#namesFor(obligation, present)) {
      if (!present.has(name) && !room) continue;
      const node = this.#solver.table.and([present.get(name) ?? this.#keys.valueOf(name), obligation.node]);
      const outcome = this.#solver.solve(node);
      if (!ways.add(outcome)) continue;
      const placed = this.#place(index + 1, new Map(present).set(name, node), slots);
      if (ways.add(placed)) return placed;
    }
    for (const [at, slot] of slots.entries()) {
      if (!this.#keys.isWithin(slot.region, obligation.names)) continue;
      const node = this.#solver.table.and([slot.node, obligation.node]);
      if (!ways.add(this.#solver.solve(node))) continue;
      const placed = this.#place(index + 1, present, slots.with(at, { region: slot.region, node }));
      if (ways.add(placed)) return placed;
    }
    if (room) {
      const placed = this.#keys.findRegion(obligation, (region) => {
        const node = this.#solver.table.and([region.value, obligation.node]);
        return this.#place(index + 1, present, [...slots, { region, node }]);
      });
      if (ways.add(placed)) return placed;
    }
    return ways.end();
  }

  /** Spelled-out names that an obligation may be met at, those that are there anyway first. */
  #namesFor(obligation: Obligation, present: ReadonlyMap<string, Node>): readonly string[] {
    const fitting = this.#keys.names.filter((name) => holds(obligation.names, name, this.#solver.restriction));
    return [...fitting.filter((name) => present.has(name)), ...fitting.filter((name) => !present.has(name))];
  }

  /** Adds properties until there are enough. */
  #fill(present: ReadonlyMap<string, Node>, slots: readonly Slot[]): Outcome {
    const ways = new Ways();
    const filled = new Map(present);
    let missing = this.#facts.least - present.size - slots.length;
    for (const name of this.#keys.names) {
      if (missing <= 0) break;
      if (filled.has(name)) continue;
      const node = this.#keys.valueOf(name);
      if (!ways.add(this.#solver.solve(node))) continue;
      filled.set(name, node);
      missing -= 1;
    }
    if (missing <= 0) return this.#build(filled, slots);
    const built = this.#keys.findRegion(undefined, (region) => {
      const taken = slots.filter((slot) => slot.region.names === region.names).length;
      const { values, end } = this.#solver.distinct(region.names, taken + missing);
      const more = values.slice(taken).map(() => ({ region, node: region.value }));
      missing -= more.length;
      slots = [...slots, ...more];
      if (missing <= 0) return this.#build(filled, slots);
      if (end !== undefined) ways.add(end);
      return NONE;
    });
    ways.add(built);
    return built.kind === "found" ? built : ways.end();
  }

  #build(present: ReadonlyMap<string, Node>, slots: readonly Slot[]): Outcome {
    const entries: [string, JsonValue][] = [];
    for (const [name, node] of present) {
      const outcome = this.#solver.solve(node);
      if (outcome.kind !== "found") return outcome;
      entries.push([name, outcome.value]);
    }
    for (const region of new Set(slots.map((slot) => slot.region.names))) {
      const within = slots.filter((slot) => slot.region.names === region);
      const { values, end } = this.#solver.distinct(region, within.length);
      if (values.length < within.length) return end ?? NONE;
      for (const [at, slot] of within.entries()) {
        const outcome = this.#solver.solve(slot.node);
        if (outcome.kind !== "found") return outcome;
        entries.push([String(values[at]), outcome.value]);
      }
    }
    return found(objectOf(entries));
  }
}
