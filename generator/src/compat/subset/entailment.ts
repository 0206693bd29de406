import { compare } from "./decimal.js";
import { holds } from "./evaluate.js";
import type { Node } from "./node.js";
import type { NodeTable } from "./node-table.js";
import type { Restriction } from "./restrict.js";

/** Comparisons for one question. What takes more is left to the search, which answers the same. */
const MOST_STEPS = 20_000;

/** Shifts one node's number past that of any other. */
const SHIFT = 2 ** 26;

/**
 * Sees what follows from how two nodes are written, part by part: a schema that was edited says most of what it said before, and
 * need not be searched for what refutes that. Sound, and far from complete: what it does not see, the search decides.
 */
export class Entailment {
  readonly #table: NodeTable;
  readonly #restriction: Restriction;
  readonly #known: Map<number, boolean> = new Map();
  readonly #indexes: WeakMap<Node, PartIndex> = new WeakMap();
  #steps = 0;

  constructor(table: NodeTable, restriction: Restriction) {
    this.#table = table;
    this.#restriction = restriction;
  }

  /**
   * What of `wanted` does not plainly follow from `given`: a value that satisfies `given` satisfies `wanted` exactly where it
   * satisfies this.
   */
  lacking(given: Node, wanted: Node): Node {
    this.#steps = 0;
    const parts = wanted.kind === "and" ? wanted.parts : [wanted];
    const lacking = parts.filter((part) => !this.#follows(given, part));
    return lacking.length === parts.length ? wanted : this.#table.and(lacking);
  }

  #follows(given: Node, wanted: Node): boolean {
    if (given === wanted || given.kind === "false" || wanted.kind === "true") return true;
    const key = given.id * SHIFT + wanted.id;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) return false;
    const follows = this.#decide(given, wanted);
    // What was given up is not known.
    if (follows || this.#steps <= MOST_STEPS) this.#known.set(key, follows);
    return follows;
  }

  #decide(given: Node, wanted: Node): boolean {
    if (wanted.kind === "and") return wanted.parts.every((part) => this.#follows(given, part));
    if (given.kind === "or") return given.parts.every((part) => this.#follows(part, wanted));
    if (
      given.kind === "and" &&
      this.#indexOf(given)
        .candidates(wanted)
        .some((part) => this.#follows(part, wanted))
    ) {
      return true;
    }
    if (wanted.kind === "or") return wanted.parts.some((part) => this.#follows(given, part));
    return given.kind !== "and" && this.#atomFollows(given, wanted);
  }

  #indexOf(given: Extract<Node, { readonly kind: "and" | "or" }>): PartIndex {
    const known = this.#indexes.get(given) ?? new PartIndex(given.parts);
    this.#indexes.set(given, known);
    return known;
  }

  /** Neither is made of parts. */
  #atomFollows(given: Node, wanted: Node): boolean {
    switch (given.kind) {
      case "types":
        return wanted.kind === "types" && (given.types & ~wanted.types) === 0;
      case "in": {
        if (wanted.kind !== "in") return false;
        const texts = new Set(wanted.values);
        return given.values.every((value) => texts.has(value));
      }
      case "above":
      case "below": {
        if (wanted.kind !== given.kind) return false;
        const order = compare(given.bound, wanted.bound) * (given.kind === "above" ? 1 : -1);
        return order > 0 || (order === 0 && (wanted.inclusive || !given.inclusive));
      }
      case "min-length":
      case "min-items":
      case "min-properties":
        return wanted.kind === given.kind && given.limit >= wanted.limit;
      case "max-length":
      case "max-items":
      case "max-properties":
        return wanted.kind === given.kind && given.limit <= wanted.limit;
      case "item-at":
      case "has-item-at":
        return wanted.kind === given.kind && given.index === wanted.index && this.#follows(given.node, wanted.node);
      case "items-from":
        return (
          (wanted.kind === "items-from" || wanted.kind === "item-at") &&
          given.index <= wanted.index &&
          this.#follows(given.node, wanted.node)
        );
      case "property":
      case "has-property":
        return wanted.kind === given.kind && given.name === wanted.name && this.#follows(given.node, wanted.node);
      case "properties-of":
        return this.#ruleFollows(given, wanted);
      default:
        return false;
    }
  }

  #ruleFollows(given: Extract<Node, { readonly kind: "properties-of" | "some-property-of" }>, wanted: Node): boolean {
    if (wanted.kind === "property") {
      return holds(given.names, wanted.name, this.#restriction) && this.#follows(given.node, wanted.node);
    }
    return (
      wanted.kind === "properties-of" &&
      this.#follows(wanted.names, given.names) &&
      this.#follows(given.node, wanted.node)
    );
  }
}

/** The parts of a conjunction by what they may be compared with. */
class PartIndex {
  readonly #parts: ReadonlySet<Node>;
  readonly #named: Map<string, Node[]> = new Map();
  readonly #rules: Node[] = [];
  readonly #others: Map<Node["kind"], Node[]> = new Map();

  constructor(parts: readonly Node[]) {
    this.#parts = new Set(parts);
    for (const part of parts) {
      if (part.kind === "property" || part.kind === "has-property") {
        append(this.#named, `${part.kind} ${part.name}`, part);
      } else if (part.kind === "properties-of") this.#rules.push(part);
      else append(this.#others, part.kind, part);
    }
  }

  /** Parts from which the node may follow. */
  candidates(wanted: Node): readonly Node[] {
    if (this.#parts.has(wanted)) return [wanted];
    if (wanted.kind === "property") return [...(this.#named.get(`property ${wanted.name}`) ?? []), ...this.#rules];
    if (wanted.kind === "has-property") return this.#named.get(`has-property ${wanted.name}`) ?? [];
    if (wanted.kind === "properties-of") return this.#rules;
    const same = this.#others.get(wanted.kind) ?? [];
    return wanted.kind === "item-at" ? [...same, ...(this.#others.get("items-from") ?? [])] : same;
  }
}

function append<Key>(map: Map<Key, Node[]>, key: Key, node: Node): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [node]);
  else list.push(node);
}
