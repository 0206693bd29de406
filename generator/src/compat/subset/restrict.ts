import type { JsonObject } from "@insaka/schema";
import { ONE } from "./decimal.js";
import { bitsOf, type JsonType, WHOLE_NUMBERS } from "./json-type.js";
import type { Member, Node } from "./node.js";
import type { NodeTable } from "./node-table.js";
import { atomType } from "./node-type.js";
import { Undecided } from "./undecided.js";

/** What a node says of the values of one type: atoms of other types, type sets and circular references are gone. */
export class Restriction {
  readonly #table: NodeTable;
  readonly #made: Map<JsonType, Map<Node, Node>> = new Map();

  constructor(table: NodeTable) {
    this.#table = table;
  }

  restrict(node: Node, type: JsonType): Node {
    const made = this.#made.get(type) ?? new Map<Node, Node>();
    this.#made.set(type, made);
    const known = made.get(node);
    if (known !== undefined) return known;
    const restricted = this.#restrict(node, type);
    made.set(node, restricted);
    return restricted;
  }

  /** The node that a circular reference stands for. */
  expand(node: Node): Node {
    if (node.kind !== "lazy") return node;
    const { target, negated } = node;
    if (target.node === undefined) throw new Undecided("$ref: a reference was followed before it was read");
    return negated ? this.#table.not(target.node) : target.node;
  }

  #restrict(node: Node, type: JsonType): Node {
    const table = this.#table;
    switch (node.kind) {
      case "true":
      case "false":
        return node;
      case "and":
        return table.and(node.parts.map((part) => this.restrict(part, type)));
      case "or":
        return table.or(node.parts.map((part) => this.restrict(part, type)));
      case "lazy":
        return this.restrict(this.expand(node), type);
      case "types":
        return this.#types(node.types & bitsOf(type), type);
      case "in": {
        const fitting = node.values.filter((member) => member.type === type);
        return fitting.length === 0 ? table.nothing : table.oneOf(fitting);
      }
      case "not-in": {
        const fitting = node.values.filter((member) => member.type === type);
        if (type === "array") return table.and(fitting.map((member) => this.#notArray(member)));
        if (type === "object") return table.and(fitting.map((member) => this.#notObject(member)));
        return table.oneOf(fitting, "not-in");
      }
      default:
        return atomType(node) === type ? node : table.anything;
    }
  }

  #types(bits: number, type: JsonType): Node {
    if (bits === 0) return this.#table.nothing;
    if (bits === bitsOf(type)) return this.#table.anything;
    return this.#table.multiple(bits === WHOLE_NUMBERS ? "multiple" : "not-multiple", ONE, 1);
  }

  /** An array other than this one: another length, or another element somewhere. */
  #notArray({ value }: Member): Node {
    const table = this.#table;
    const elements = Array.isArray(value) ? value : [];
    return table.or([
      ...(elements.length === 0 ? [] : [table.most("max-items", elements.length - 1)]),
      table.least("min-items", elements.length + 1),
      ...elements.map((element, index) => table.hasItemAt(index, table.oneOf([table.member(element)], "not-in"))),
    ]);
  }

  /** An object other than this one: a name that is missing, or has another value, or is one more. */
  #notObject({ value }: Member): Node {
    const table = this.#table;
    const entries = Object.entries(value as JsonObject);
    const names = table.oneOf(
      entries.map(([name]) => table.member(name)),
      "not-in",
    );
    return table.or([
      ...entries.map(([name]) => table.property(name, table.nothing)),
      ...entries.map(([name, held]) => table.hasProperty(name, table.oneOf([table.member(held)], "not-in"))),
      table.somePropertyOf(names, table.anything),
    ]);
  }
}
