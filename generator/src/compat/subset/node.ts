import type { JsonValue } from "@insaka/schema";
import type { Decimal } from "./decimal.js";
import type { JsonType, TypeSet } from "./json-type.js";

/**
 * What a schema says, as a formula without negation. Nodes are made by {@link NodeTable} only, so that equal formulas are one
 * object. Every kind below `Formula` speaks of values of one type and holds for all others: `minLength 3` holds for 5.
 */
export type Node = Formula | NumberAtom | StringAtom | ArrayAtom | ObjectAtom;

interface Made {
  /** The place in the order in which nodes were made. */
  readonly id: number;
}

export type Formula =
  | (Made & { readonly kind: "true" | "false" })
  | (Made & { readonly kind: "and" | "or"; readonly parts: readonly Node[] })
  | (Made & { readonly kind: "types"; readonly types: TypeSet })
  /** The value is one of these, or none of them. */
  | (Made & { readonly kind: "in" | "not-in"; readonly values: readonly Member[] })
  /** A schema that is part of itself, or its negation: what {@link LazyTarget} leads to. */
  | (Made & { readonly kind: "lazy"; readonly target: LazyTarget; readonly negated: boolean });

export type NumberAtom =
  | (Made & { readonly kind: "above" | "below"; readonly bound: Decimal; readonly inclusive: boolean })
  | (Made & { readonly kind: "multiple" | "not-multiple"; readonly step: Decimal; readonly raw: number });

export type StringAtom =
  /** In code points. */
  | (Made & { readonly kind: "min-length" | "max-length"; readonly limit: number })
  | (Made & { readonly kind: "matches" | "mismatches"; readonly pattern: string })
  /** Only where formats are compared: the text is, or is not, of the format. */
  | (Made & { readonly kind: "format" | "not-format"; readonly format: string });

export type ArrayAtom =
  | (Made & { readonly kind: "min-items" | "max-items"; readonly limit: number })
  /** The element at the index satisfies the node if there is one; or: there is one and it does. */
  | (Made & { readonly kind: "item-at" | "has-item-at"; readonly index: number; readonly node: Node })
  /** Every element from the index on satisfies the node; or: one does. */
  | (Made & { readonly kind: "items-from" | "some-item-from"; readonly index: number; readonly node: Node })
  /** At least, or at most, so many elements satisfy the node. */
  | (Made & { readonly kind: "contains-least" | "contains-most"; readonly count: number; readonly node: Node })
  | (Made & { readonly kind: "distinct-items" | "equal-items" });

export type ObjectAtom =
  | (Made & { readonly kind: "min-properties" | "max-properties"; readonly limit: number })
  /** The property satisfies the node if there is one; or: there is one and it does. */
  | (Made & { readonly kind: "property" | "has-property"; readonly name: string; readonly node: Node })
  /** Every property whose name satisfies `names` has a value that satisfies `node`; or: there is one that does. */
  | (Made & { readonly kind: "properties-of" | "some-property-of"; readonly names: Node; readonly node: Node });

/** A value of `enum` or `const`. */
export interface Member {
  readonly id: number;
  readonly value: JsonValue;
  readonly type: JsonType;
  readonly text: string;
}

/** Where a circular reference leads. The node is there when the schema has been translated as a whole. */
export interface LazyTarget {
  readonly id: number;
  node: Node | undefined;
}
