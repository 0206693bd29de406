import type { JsonValue } from "@insaka/schema";
import { canonicalText } from "./canonical.js";
import type { Decimal } from "./decimal.js";
import { ALL_TYPES, bitsOf, type JsonType, type TypeSet, typeOf } from "./json-type.js";
import type { LazyTarget, Member, Node } from "./node.js";
import { atomType } from "./node-type.js";

/** A node without the number that the table gives it. */
type Draft<N> = N extends Node ? Omit<N, "id"> : never;

/**
 * Makes nodes, each formula once, simplified where that costs nothing. So two schemas that say the same in other words are
 * often one node, and what contradicts itself is seen at once.
 */
export class NodeTable {
  readonly #nodes: Map<string, Node> = new Map();
  readonly #members: Map<string, Member> = new Map();
  readonly #negations: Map<Node, Node> = new Map();
  readonly #negationsWithin: Map<Node, Node> = new Map();
  #targets = 0;
  readonly nothing: Node = this.#intern("false", { kind: "false" });
  readonly anything: Node = this.#intern("true", { kind: "true" });

  /** How many nodes there are. */
  get size(): number {
    return this.#nodes.size;
  }

  #intern(key: string, draft: Draft<Node>): Node {
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    const made = { ...draft, id: this.#nodes.size } as Node;
    this.#nodes.set(key, made);
    return made;
  }

  member(value: JsonValue): Member {
    const text = canonicalText(value);
    const known = this.#members.get(text);
    if (known !== undefined) return known;
    const made = { id: this.#members.size, value, type: typeOf(value), text };
    this.#members.set(text, made);
    return made;
  }

  types(types: TypeSet): Node {
    if (types === 0) return this.nothing;
    if (types === ALL_TYPES) return this.anything;
    return this.#intern(`types ${types}`, { kind: "types", types });
  }

  /** All types but one. */
  butType(type: JsonType): Node {
    return this.types(ALL_TYPES & ~bitsOf(type));
  }

  oneOf(members: Iterable<Member>, kind: "in" | "not-in" = "in"): Node {
    const values = [...new Set(members)].sort((a, b) => a.id - b.id);
    if (values.length === 0) return kind === "in" ? this.nothing : this.anything;
    return this.#intern(`${kind} ${values.map(({ id }) => id).join(",")}`, { kind, values });
  }

  lazyTarget(): LazyTarget {
    this.#targets += 1;
    return { id: this.#targets, node: undefined };
  }

  lazy(target: LazyTarget, negated: boolean): Node {
    return this.#intern(`lazy ${target.id} ${negated}`, { kind: "lazy", target, negated });
  }

  bound(kind: "above" | "below", bound: Decimal, inclusive: boolean): Node {
    return this.#intern(`${kind} ${inclusive} ${bound.digits}e${bound.exponent}`, { kind, bound, inclusive });
  }

  /** `raw` is the step as a double, with which a validator divides. */
  multiple(kind: "multiple" | "not-multiple", step: Decimal, raw: number): Node {
    return this.#intern(`${kind} ${step.digits}e${step.exponent}`, { kind, step, raw });
  }

  pattern(kind: "matches" | "mismatches", pattern: string): Node {
    return this.#intern(`${kind} ${pattern}`, { kind, pattern });
  }

  format(kind: "format" | "not-format", format: string): Node {
    return this.#intern(`${kind} ${format}`, { kind, format });
  }

  least(kind: "min-length" | "min-items" | "min-properties", limit: number): Node {
    return limit <= 0 ? this.anything : this.#intern(`${kind} ${limit}`, { kind, limit });
  }

  most(kind: "max-length" | "max-items" | "max-properties", limit: number): Node {
    if (limit >= 0) return this.#intern(`${kind} ${limit}`, { kind, limit });
    return this.butType(kind === "max-length" ? "string" : kind === "max-items" ? "array" : "object");
  }

  itemAt(index: number, node: Node): Node {
    if (node === this.anything) return node;
    if (node === this.nothing) return this.most("max-items", index);
    return this.#intern(`item-at ${index} ${node.id}`, { kind: "item-at", index, node });
  }

  hasItemAt(index: number, node: Node): Node {
    if (node === this.anything) return this.least("min-items", index + 1);
    if (node === this.nothing) return this.butType("array");
    return this.#intern(`has-item-at ${index} ${node.id}`, { kind: "has-item-at", index, node });
  }

  itemsFrom(index: number, node: Node): Node {
    if (node === this.anything) return node;
    if (node === this.nothing) return this.most("max-items", index);
    return this.#intern(`items-from ${index} ${node.id}`, { kind: "items-from", index, node });
  }

  someItemFrom(index: number, node: Node): Node {
    if (node === this.anything) return this.least("min-items", index + 1);
    if (node === this.nothing) return this.butType("array");
    return this.#intern(`some-item-from ${index} ${node.id}`, { kind: "some-item-from", index, node });
  }

  containsLeast(count: number, node: Node): Node {
    if (count <= 0) return this.anything;
    if (count === 1) return this.someItemFrom(0, node);
    if (node === this.anything) return this.least("min-items", count);
    if (node === this.nothing) return this.butType("array");
    return this.#intern(`contains-least ${count} ${node.id}`, { kind: "contains-least", count, node });
  }

  containsMost(count: number, node: Node): Node {
    if (count < 0) return this.butType("array");
    if (count === 0) return this.itemsFrom(0, this.not(node));
    if (node === this.anything) return this.most("max-items", count);
    if (node === this.nothing) return this.anything;
    return this.#intern(`contains-most ${count} ${node.id}`, { kind: "contains-most", count, node });
  }

  items(kind: "distinct-items" | "equal-items"): Node {
    return this.#intern(kind, { kind });
  }

  property(name: string, node: Node): Node {
    if (node === this.anything) return node;
    return this.#intern(`property ${node.id} ${name}`, { kind: "property", name, node });
  }

  hasProperty(name: string, node: Node): Node {
    if (node === this.nothing) return this.butType("object");
    return this.#intern(`has-property ${node.id} ${name}`, { kind: "has-property", name, node });
  }

  propertiesOf(names: Node, node: Node): Node {
    if (node === this.anything || names === this.nothing) return this.anything;
    if (names === this.anything && node === this.nothing) return this.most("max-properties", 0);
    return this.#intern(`properties-of ${names.id} ${node.id}`, { kind: "properties-of", names, node });
  }

  somePropertyOf(names: Node, node: Node): Node {
    if (node === this.nothing || names === this.nothing) return this.butType("object");
    if (names === this.anything && node === this.anything) return this.least("min-properties", 1);
    return this.#intern(`some-property-of ${names.id} ${node.id}`, { kind: "some-property-of", names, node });
  }

  and(nodes: Iterable<Node>): Node {
    return this.#junction("and", nodes);
  }

  or(nodes: Iterable<Node>): Node {
    return this.#junction("or", nodes);
  }

  #junction(kind: "and" | "or", nodes: Iterable<Node>): Node {
    const [unit, zero] = kind === "and" ? [this.anything, this.nothing] : [this.nothing, this.anything];
    const parts = new Set<Node>();
    let types = kind === "and" ? ALL_TYPES : 0;
    for (const node of nodes) {
      for (const part of node.kind === kind ? node.parts : [node]) {
        if (part === zero) return zero;
        if (part === unit) continue;
        if (part.kind === "types") types = kind === "and" ? types & part.types : types | part.types;
        else parts.add(part);
      }
    }
    const typed = this.types(types);
    if (typed === zero) return zero;
    if (typed !== unit) parts.add(typed);
    for (const part of parts) {
      const negation = this.#negations.get(part);
      if (negation !== undefined && parts.has(negation)) return zero;
    }
    const [only] = parts;
    if (only === undefined) return unit;
    if (parts.size === 1) return only;
    const sorted = [...parts].sort((a, b) => a.id - b.id);
    return this.#intern(`${kind} ${sorted.map(({ id }) => id).join(",")}`, { kind, parts: sorted });
  }

  /** What holds exactly where the node does not. */
  not(node: Node): Node {
    const known = this.#negations.get(node);
    if (known !== undefined) return known;
    const made = this.#negate(node);
    this.#negations.set(node, made);
    this.#negations.set(made, node);
    return made;
  }

  #negate(node: Node): Node {
    switch (node.kind) {
      case "true":
        return this.nothing;
      case "false":
        return this.anything;
      case "types":
        return this.types(ALL_TYPES & ~node.types);
      case "lazy":
        return this.lazy(node.target, !node.negated);
      case "and":
        return this.or(node.parts.map((part) => this.not(part)));
      case "or":
        return this.and(node.parts.map((part) => this.not(part)));
      case "in":
        return this.oneOf(node.values, "not-in");
      case "not-in":
        return this.oneOf(node.values, "in");
      default: {
        const type = atomType(node);
        return type === undefined ? this.nothing : this.and([this.types(bitsOf(type)), this.notWithin(node)]);
      }
    }
  }

  /** What holds for the values of an atom's type exactly where the atom does not. For anything but an atom: {@link not}. */
  notWithin(node: Node): Node {
    const known = this.#negationsWithin.get(node) ?? this.#negateWithin(node);
    this.#negationsWithin.set(node, known);
    return known;
  }

  #negateWithin(node: Node): Node {
    switch (node.kind) {
      case "above":
        return this.bound("below", node.bound, !node.inclusive);
      case "below":
        return this.bound("above", node.bound, !node.inclusive);
      case "multiple":
        return this.multiple("not-multiple", node.step, node.raw);
      case "not-multiple":
        return this.multiple("multiple", node.step, node.raw);
      case "matches":
        return this.pattern("mismatches", node.pattern);
      case "mismatches":
        return this.pattern("matches", node.pattern);
      case "format":
        return this.format("not-format", node.format);
      case "not-format":
        return this.format("format", node.format);
      case "min-length":
        return this.most("max-length", node.limit - 1);
      case "max-length":
        return this.least("min-length", node.limit + 1);
      case "min-items":
        return this.most("max-items", node.limit - 1);
      case "max-items":
        return this.least("min-items", node.limit + 1);
      case "item-at":
        return this.hasItemAt(node.index, this.not(node.node));
      case "has-item-at":
        return this.itemAt(node.index, this.not(node.node));
      case "items-from":
        return this.someItemFrom(node.index, this.not(node.node));
      case "some-item-from":
        return this.itemsFrom(node.index, this.not(node.node));
      case "contains-least":
        return this.containsMost(node.count - 1, node.node);
      case "contains-most":
        return this.containsLeast(node.count + 1, node.node);
      case "distinct-items":
        return this.items("equal-items");
      case "equal-items":
        return this.items("distinct-items");
      case "min-properties":
        return this.most("max-properties", node.limit - 1);
      case "max-properties":
        return this.least("min-properties", node.limit + 1);
      case "property":
        return this.hasProperty(node.name, this.not(node.node));
      case "has-property":
        return this.property(node.name, this.not(node.node));
      case "properties-of":
        return this.somePropertyOf(node.names, this.not(node.node));
      case "some-property-of":
        return this.propertiesOf(node.names, this.not(node.node));
      case "and":
        return this.or(node.parts.map((part) => this.notWithin(part)));
      case "or":
        return this.and(node.parts.map((part) => this.notWithin(part)));
      default:
        return this.not(node);
    }
  }
}
