import type { ArrayAtom, Node } from "./node.js";

/** Some element from an index on must satisfy the node; `again`: one after that of the obligation before. */
export interface ElementObligation {
  readonly index: number;
  readonly node: Node;
  readonly again: boolean;
}

/** Everything that the atoms say of an array, by what it is about. */
export interface ArrayFacts {
  readonly least: number;
  readonly most: number;
  /** How many positions are told apart. */
  readonly tuple: number;
  /** What the element at a position must satisfy, if there is one. */
  readonly at: ReadonlyMap<number, readonly Node[]>;
  readonly from: readonly { readonly index: number; readonly node: Node }[];
  /** Positions that must be there, and what their element must satisfy. */
  readonly required: ReadonlyMap<number, Node>;
  readonly obligations: readonly ElementObligation[];
  /** At most so many elements may satisfy the node. */
  readonly limits: readonly { readonly count: number; readonly node: Node }[];
  readonly distinct: boolean;
  readonly equal: boolean;
}

/** Sorts the atoms of an array. */
export function gatherArray(atoms: readonly Node[], both: (one: Node, other: Node) => Node): ArrayFacts {
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  let tuple = 0;
  let distinct = false;
  let equal = false;
  const at = new Map<number, Node[]>();
  const from: { index: number; node: Node }[] = [];
  const required = new Map<number, Node>();
  const obligations: ElementObligation[] = [];
  const limits: { count: number; node: Node }[] = [];
  for (const atom of atoms as readonly ArrayAtom[]) {
    switch (atom.kind) {
      case "min-items":
        least = Math.max(least, atom.limit);
        break;
      case "max-items":
        most = Math.min(most, atom.limit);
        break;
      case "item-at":
        tuple = Math.max(tuple, atom.index + 1);
        at.set(atom.index, [...(at.get(atom.index) ?? []), atom.node]);
        break;
      case "has-item-at": {
        tuple = Math.max(tuple, atom.index + 1);
        const known = required.get(atom.index);
        required.set(atom.index, known === undefined ? atom.node : both(known, atom.node));
        break;
      }
      case "items-from":
        tuple = Math.max(tuple, atom.index);
        from.push(atom);
        break;
      case "some-item-from":
        tuple = Math.max(tuple, atom.index);
        obligations.push({ index: atom.index, node: atom.node, again: false });
        break;
      case "contains-least":
        for (let count = 0; count < atom.count; count += 1) {
          obligations.push({ index: 0, node: atom.node, again: count > 0 });
        }
        break;
      case "contains-most":
        limits.push(atom);
        break;
      case "distinct-items":
        distinct = true;
        break;
      case "equal-items":
        equal = true;
    }
  }
  return { least, most, tuple, at, from, required, obligations, limits, distinct, equal };
}
