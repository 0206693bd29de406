import type { Dialect } from "./dialect.js";
import type { Node } from "./node.js";
import type { NodeTable } from "./node-table.js";

/** A schema written as an object. */
export type SchemaObject = { readonly [keyword: string]: unknown };

/** What reading a keyword takes. */
export interface Context {
  readonly table: NodeTable;
  readonly dialect: Dialect;
  /** Reads a schema that judges another place of an instance: a property, an element, a name. */
  readonly child: (schema: unknown, keyword: string) => Node;
  /** Reads a schema that judges the same place. */
  readonly here: (schema: unknown, keyword: string) => Node;
  /** What a format says: nothing, where it is an annotation. */
  readonly format: (format: string) => Node;
  /** Reads what a reference leads to. */
  readonly target: (reference: string) => Node;
}
