import type { Node } from "./node.js";
import type { NodeTable } from "./node-table.js";

/**
 * What all must hold of a value of one type: atoms, and choices of which one part each must hold. Adding a node draws the
 * conclusions that follow at once.
 */
export class Conjunction {
  readonly #table: NodeTable;
  readonly atoms: Set<Node>;
  readonly choices: Set<Node>;
  /** Choices and atoms that are known to hold, whole. */
  readonly #held: Set<Node>;

  private constructor(table: NodeTable, atoms: Set<Node>, choices: Set<Node>, held: Set<Node>) {
    this.#table = table;
    this.atoms = atoms;
    this.choices = choices;
    this.#held = held;
  }

  /** `undefined` where the node contradicts itself. */
  static of(table: NodeTable, node: Node): Conjunction | undefined {
    const made = new Conjunction(table, new Set(), new Set(), new Set());
    return made.#add(node) && made.#propagate() ? made : undefined;
  }

  /** This and one more node; `undefined` where they contradict one another. */
  with(node: Node): Conjunction | undefined {
    const made = new Conjunction(this.#table, new Set(this.atoms), new Set(this.choices), new Set(this.#held));
    return made.#add(node) && made.#propagate() ? made : undefined;
  }

  #add(node: Node): boolean {
    if (node.kind === "false") return false;
    if (node.kind === "true" || this.#held.has(node)) return true;
    if (node.kind === "and") {
      this.#held.add(node);
      return node.parts.every((part) => this.#add(part));
    }
    if (this.#held.has(this.#table.notWithin(node))) return false;
    this.#held.add(node);
    if (node.kind === "or") this.choices.add(node);
    else this.atoms.add(node);
    return true;
  }

  /** Drops parts of choices that cannot hold, and choices that hold anyway, until nothing changes. */
  #propagate(): boolean {
    for (let changed = true; changed; ) {
      changed = false;
      for (const choice of this.choices) {
        if (choice.kind !== "or") continue;
        if (choice.parts.some((part) => this.#holds(part))) {
          this.choices.delete(choice);
          continue;
        }
        const open = choice.parts.filter((part) => !this.#fails(part));
        if (open.length === choice.parts.length) continue;
        this.choices.delete(choice);
        if (!this.#add(this.#table.or(open))) return false;
        changed = true;
      }
    }
    return true;
  }

  #holds(node: Node): boolean {
    if (this.#held.has(node)) return true;
    return node.kind === "and" && node.parts.every((part) => this.#held.has(part));
  }

  #fails(node: Node): boolean {
    if (node.kind === "false" || this.#held.has(this.#table.notWithin(node))) return true;
    if (node.kind !== "and") return false;
    return node.parts.some((part) => this.#held.has(this.#table.notWithin(part)));
  }
}
