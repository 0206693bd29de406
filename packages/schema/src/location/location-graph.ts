import type { JsonSchema } from "../json.js";
import { isObject } from "../json.js";
import { itemSchemas, propertySchemas, tupleLength } from "./children.js";
import { inPlace } from "./in-place.js";
import type { Location } from "./location.js";
import { declaredNames, isClosed } from "./names.js";
import { type ResolveReference, referenceIndex, type SchemaNode } from "./reference-index.js";

/** A location with the subschemas that judge it, for those who rewrite a schema by its locations. */
export interface GraphLocation extends Location {
  readonly id: number;
  /**
   * The subschemas that judge it and bear on names or on what lies below. Others, such as those of a plain text, make no
   * location of their own, and a node that is only a `$ref` stands for its target.
   */
  readonly nodes: ReadonlySet<SchemaNode>;
  /** The number of positions with a location of their own; all later elements share `item(tuple)`. */
  readonly tuple: number;
  /** The patterns that a name matches, sorted. */
  matches(name: string): readonly string[];
  /** The location under every name that is not spelled out and matches exactly these patterns. */
  matching(patterns: readonly string[]): GraphLocation;
  property(name: string): GraphLocation;
  item(index: number): GraphLocation;
}

/** All locations of a schema, made when first asked for. */
export interface LocationGraph {
  readonly root: GraphLocation;
  /** A number for each subschema, the same whenever it is asked for. */
  number(node: SchemaNode): number;
  /** What a schema stands for once every `$ref` is followed; `undefined` if that leads out of the document or in a circle. */
  target(schema: unknown): JsonSchema | undefined;
  /** Nodes met so far whose `$ref` leads out of the document: what they say of names is not known. */
  readonly outside: ReadonlySet<SchemaNode>;
}

/** A node without any of these bears neither on names nor on what lies below, whatever it says of the value itself. */
const BEARING = [
  "additionalProperties",
  "const",
  "contains",
  "dependencies",
  "enum",
  "items",
  "patternProperties",
  "properties",
  "required",
];

/**
 * The locations that {@link import("./locate.js").locate} finds, in a form that can be listed: locations that differ only
 * in the `$ref` that led to them, or in what does not bear on names, are one.
 * @throws SchemaError for a pattern that is no regular expression.
 */
export function locationGraph(schema: JsonSchema): LocationGraph {
  const resolve = referenceIndex(schema);
  const outside = new Set<SchemaNode>();
  const numbers = new Map<SchemaNode, number>();
  const made = new Map<string, GraphLocation>();
  const number = (node: SchemaNode): number => {
    const known = numbers.get(node) ?? numbers.size;
    numbers.set(node, known);
    return known;
  };
  const watched: ResolveReference = (node, reference) => {
    const found = resolve(node, reference);
    if (found === undefined) outside.add(node);
    return found;
  };
  const at = (starts: readonly unknown[]): GraphLocation => {
    const nodes = [...inPlace(starts, watched)].filter(
      (node) => typeof node.$ref !== "string" && BEARING.some((keyword) => node[keyword] !== undefined),
    );
    const key = nodes
      .map(number)
      .sort((a, b) => a - b)
      .join(" ");
    const known = made.get(key) ?? graphLocation(made.size, new Set(nodes), at);
    made.set(key, known);
    return known;
  };
  const target = (start: unknown): JsonSchema | undefined => follow(start, watched);
  return { root: at([schema]), number, target, outside };
}

function follow(start: unknown, resolve: ResolveReference): JsonSchema | undefined {
  const seen = new Set<unknown>();
  let here = start;
  while (isObject(here) && typeof here.$ref === "string") {
    if (seen.has(here)) return undefined;
    seen.add(here);
    here = resolve(here, here.$ref);
  }
  return typeof here === "boolean" || isObject(here) ? here : undefined;
}

function graphLocation(
  id: number,
  nodes: ReadonlySet<SchemaNode>,
  at: (starts: readonly unknown[]) => GraphLocation,
): GraphLocation {
  const list = [...nodes];
  const declared = declaredNames(list);
  const patterns = [...declared.patterns.keys()].sort();
  const tuple = tupleLength(list);
  // A schema asks for these again for each subschema; only spelled-out names are kept, and there are finitely many.
  const properties = new Map<string, GraphLocation>();
  const property = (name: string): GraphLocation => {
    const known = properties.get(name);
    if (known !== undefined) return known;
    const found = at(list.flatMap((node) => propertySchemas(node, name, declared.patterns)));
    if (declared.names.has(name)) properties.set(name, found);
    return found;
  };
  const matches = (name: string) => patterns.filter((pattern) => declared.patterns.get(pattern)?.test(name));
  return {
    id,
    nodes,
    tuple,
    closed: isClosed(declared),
    names: [...declared.names].sort(),
    patterns,
    silent: list.length === 0,
    matches,
    declares: (name) => declared.names.has(name) || matches(name).length > 0,
    property,
    matching: (given) => at(list.flatMap((node) => patternSchemas(node, given))),
    item: (index) => at(list.flatMap((node) => itemSchemas(node, Math.min(index, tuple)))),
  };
}

function patternSchemas(node: SchemaNode, given: readonly string[]): unknown[] {
  const stated = isObject(node.patternProperties) ? node.patternProperties : {};
  const found = given.filter((pattern) => Object.hasOwn(stated, pattern)).map((pattern) => stated[pattern]);
  return found.length > 0 ? found : [node.additionalProperties];
}
