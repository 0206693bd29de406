import type { Node, ObjectAtom } from "./node.js";
import type { NodeTable } from "./node-table.js";

/** Some property must have a name and a value like these. */
export interface Obligation {
  readonly names: Node;
  readonly node: Node;
}

/** Everything that the atoms say of an object, by what it is about. */
export interface ObjectFacts {
  readonly least: number;
  readonly most: number;
  /** What the value of a spelled-out name must satisfy, if it is there. */
  readonly properties: ReadonlyMap<string, readonly Node[]>;
  /** Names that must be there, and what their value must satisfy. */
  readonly required: ReadonlyMap<string, readonly Node[]>;
  /** What the values of all names that satisfy `names` must satisfy. */
  readonly rules: readonly Obligation[];
  readonly obligations: readonly Obligation[];
}

/** Sorts the atoms of an object. */
export function gatherObject(atoms: readonly Node[], table: NodeTable): ObjectFacts {
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  const properties = new Map<string, Node[]>();
  const required = new Map<string, Node[]>();
  const rules: Obligation[] = [];
  const obligations: Obligation[] = [];
  for (const atom of atoms as readonly ObjectAtom[]) {
    switch (atom.kind) {
      case "min-properties":
        least = Math.max(least, atom.limit);
        break;
      case "max-properties":
        most = Math.min(most, atom.limit);
        break;
      case "property":
        append(properties, atom.name, atom.node);
        break;
      case "has-property":
        append(required, atom.name, atom.node);
        break;
      case "properties-of":
        rules.push(atom);
        break;
      case "some-property-of":
        if (atom.node === table.anything && atom.names === table.anything) least = Math.max(least, 1);
        else obligations.push(atom);
    }
  }
  return { least, most, properties, required, rules, obligations };
}

function append(map: Map<string, Node[]>, name: string, node: Node): void {
  const list = map.get(name) ?? [];
  list.push(node);
  map.set(name, list);
}
