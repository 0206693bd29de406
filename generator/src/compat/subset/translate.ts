import { arrayNodes } from "./array-keywords.js";
import type { Dialect } from "./dialect.js";
import type { Located, SchemaDocument } from "./document.js";
import type { Context, SchemaObject } from "./keyword-context.js";
import { leafKey } from "./leaf-key.js";
import { logicNodes } from "./logic-keywords.js";
import type { LazyTarget, Node } from "./node.js";
import type { NodeTable } from "./node-table.js";
import { numberNodes } from "./number-keywords.js";
import { objectNodes } from "./object-keywords.js";
import { isObject } from "./own-property.js";
import { stringNodes } from "./string-keywords.js";
import { Undecided } from "./undecided.js";
import { valueNodes } from "./value-keywords.js";

/** What {@link leafKey} has been read as. */
export type Leaves = Map<Dialect, Map<string, Node>>;

/** Reads schemas as nodes. One for each document; documents may share a table. */
export class Translator {
  readonly #table: NodeTable;
  readonly #made: Map<object, Node> = new Map();
  /** Schemas that are being read, with where a circular reference to them leads. */
  readonly #open: Map<object, LazyTarget | undefined> = new Map();

  readonly #comparesFormats: boolean;
  readonly #leaves: Leaves;
  /** The formats that were met. */
  readonly formats: Set<string> = new Set();
  /** True where some schema is part of itself. */
  isCircular = false;

  /** @param leaves - keeps simple schemas for later documents of the same table */
  constructor(
    table: NodeTable,
    { comparesFormats, leaves }: { readonly comparesFormats: boolean; readonly leaves: Leaves },
  ) {
    this.#table = table;
    this.#comparesFormats = comparesFormats;
    this.#leaves = leaves;
  }

  /** @throws Undecided for what is not a schema, or not one that can be judged */
  translate(document: SchemaDocument): Node {
    return this.#read({ schema: document.root, base: "", document }, "the schema", new Set());
  }

  /** `inPlace` holds the schemas on the way here that judge the same place of an instance. */
  #read({ schema, base, document }: Located, keyword: string, inPlace: ReadonlySet<object>): Node {
    if (schema === true) return this.#table.anything;
    if (schema === false) return this.#table.nothing;
    if (!isObject(schema)) throw new Undecided(`${keyword}: ${shown(schema)} is not a schema`);
    const made = this.#made.get(schema);
    if (made !== undefined) return made;
    if (inPlace.has(schema)) {
      throw new Undecided(`$ref: a schema refers to itself at the same place (in ${keyword}), so it says nothing`);
    }
    if (this.#open.has(schema)) {
      const target = this.#open.get(schema) ?? this.#table.lazyTarget();
      this.#open.set(schema, target);
      this.isCircular = true;
      return this.#table.lazy(target, false);
    }
    const key = leafKey(schema);
    return key === undefined
      ? this.#readOpen({ schema, base, document }, inPlace)
      : this.#readLeaf(schema, key, document);
  }

  #readLeaf(schema: SchemaObject, key: string, document: SchemaDocument): Node {
    const leaves = this.#leaves.get(document.dialect) ?? new Map<string, Node>();
    this.#leaves.set(document.dialect, leaves);
    const node = leaves.get(key) ?? this.#readObject(schema, "", document, new Set());
    leaves.set(key, node);
    this.#made.set(schema, node);
    return node;
  }

  #readOpen(
    { schema, base, document }: Located & { readonly schema: SchemaObject },
    inPlace: ReadonlySet<object>,
  ): Node {
    this.#open.set(schema, undefined);
    const node = this.#readObject(schema, document.baseOf(schema, base), document, new Set(inPlace).add(schema));
    const target = this.#open.get(schema);
    if (target !== undefined) target.node = node;
    this.#open.delete(schema);
    this.#made.set(schema, node);
    return node;
  }

  #readObject(schema: SchemaObject, base: string, document: SchemaDocument, inPlace: ReadonlySet<object>): Node {
    const { dialect } = document;
    const context: Context = {
      table: this.#table,
      dialect,
      format: (format) => {
        this.formats.add(format);
        return this.#comparesFormats ? this.#table.format("format", format) : this.#table.anything;
      },
      child: (part, keyword) => this.#read({ schema: part, base, document }, keyword, new Set()),
      here: (part, keyword) => this.#read({ schema: part, base, document }, keyword, inPlace),
      target: (reference) => this.#read(document.resolve(reference, base), "$ref", inPlace),
    };
    const reference = referenceNode(schema, context);
    if (reference !== undefined && dialect.refStandsAlone) return reference;
    const nodes = [
      ...valueNodes(schema, context),
      ...numberNodes(schema, context),
      ...stringNodes(schema, context),
      ...arrayNodes(schema, context),
      ...objectNodes(schema, context),
      ...logicNodes(schema, context),
    ];
    return this.#table.and(reference === undefined ? nodes : [reference, ...nodes]);
  }
}

function referenceNode(schema: SchemaObject, { target, dialect, table }: Context): Node | undefined {
  const { $ref } = schema;
  const nodes: Node[] = [];
  if ($ref !== undefined) {
    if (typeof $ref !== "string") throw new Undecided(`$ref: ${shown($ref)} is not a text`);
    nodes.push(target($ref));
  }
  if (dialect.since2019) {
    for (const keyword of ["$recursiveRef", "$dynamicRef"]) {
      if (schema[keyword] !== undefined) throw new Undecided(`${keyword}: where it leads depends on who refers`);
    }
  }
  return nodes.length === 0 ? undefined : table.and(nodes);
}

/** A value of a schema as a reason may show it. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
