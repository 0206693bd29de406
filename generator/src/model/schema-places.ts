import { compareText } from "../diagnostic.js";
import { follow, placeKey, refText } from "../read/document-set.js";
import { child, isMapping, items, joinPointer, members, type Node, splitPointer } from "../read/node.js";
import { type BuildContext, sourceOf } from "./build-context.js";
import type { Source } from "./source.js";

/**
 * Types that hold each other twice at every level have more places than anybody can list, and a chain of thousands of types
 * leads deeper than anybody looks: beyond this many steps, or this many within each other, the list ends.
 */
const budget = { steps: 10_000, depth: 200 } as const;

/**
 * Where the documents describe each place of an instance, by its pointer, in which `*` stands for an undeclared or
 * patterned name and for any element; the positions of a tuple stand as they are. Sorted by pointer.
 */
export type SchemaPlaces = Readonly<Record<string, Source>>;

/**
 * The places of a schema as its author wrote it, across files. Of several subschemas for one place the first counts; what
 * stands only under `not` comes last. A recursive type is listed to its first repetition.
 */
export function schemaPlaces(context: BuildContext, schema: Node | undefined): SchemaPlaces {
  const found = new Map<string, Source>();
  let steps = 0;
  const visit = (node: Node | undefined, pointer: string, through: readonly string[], depth: number): void => {
    if (node === undefined || depth > budget.depth || ++steps > budget.steps) return;
    // A boolean describes nothing, but as a property's schema it is where that property stands.
    if (!found.has(pointer)) found.set(pointer, sourceOf(context, node));
    if (refText(node.value) !== undefined) {
      const target = follow(context.set, node);
      const key = target === undefined ? "" : placeKey(target);
      if (!through.includes(key)) visit(target, pointer, [...through, key], depth + 1);
      return;
    }
    for (const [token, below] of childSchemas(node)) visit(below, joinPointer(pointer, token), through, depth + 1);
    for (const same of inPlaceSchemas(node)) visit(same, pointer, through, depth + 1);
  };
  visit(schema, "", schema === undefined ? [] : [placeKey(schema)], 0);
  return Object.fromEntries([...found].sort(([a], [b]) => compareText(a, b)));
}

/**
 * Where the documents describe a place of an instance, or the nearest place above it that they describe; `undefined` where
 * they describe nothing. The pointer is that of a real instance, or holds `*` as the places do.
 */
export function placeAt(places: SchemaPlaces, pointer: string): Source | undefined {
  let reached = Object.hasOwn(places, "") ? [""] : [];
  let nearest = reached[0];
  for (const token of splitPointer(pointer) ?? []) {
    const below = reached.flatMap((above) => [joinPointer(above, token), joinPointer(above, "*")]);
    reached = [...new Set(below)].filter((each) => Object.hasOwn(places, each));
    nearest = reached[0] ?? nearest;
  }
  return nearest === undefined ? undefined : places[nearest];
}

function childSchemas(schema: Node): (readonly [token: string, schema: Node])[] {
  const each = (keyword: string) => members(child(schema, keyword));
  const rest = (keyword: string): (readonly [string, Node])[] => {
    const node = child(schema, keyword);
    return node === undefined || !isMapping(node.value) ? [] : [["*", node]];
  };
  const tuple = items(child(schema, "items")).map((node, index) => [String(index), node] as const);
  const patterned = each("patternProperties").map(([, node]) => ["*", node] as const);
  const others = ["additionalProperties", "items", "additionalItems", "contains"].flatMap(rest);
  return [...each("properties"), ...patterned, ...tuple, ...others];
}

function inPlaceSchemas(schema: Node): Node[] {
  const lists = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => items(child(schema, keyword)));
  const singles = ["if", "then", "else"].map((keyword) => child(schema, keyword));
  const needs = members(child(schema, "dependencies")).map(([, node]) => node);
  return [...lists, ...singles, ...needs, child(schema, "not")].filter(
    (node): node is Node => node !== undefined && isMapping(node.value),
  );
}
