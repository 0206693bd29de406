import type { JsonSchema, JsonValue } from "../json.js";
import type { GraphLocation } from "../location/location-graph.js";
import type { SchemaNode } from "../location/reference-index.js";
import { valueChange } from "./dropped-value.js";
import { type LocatedNode, locatedChildren, type Turn } from "./located-node.js";
import type { ViewDraft } from "./view-schema.js";

/** How the schema of what remains after dropping differs from the schema itself. */
export interface DroppedChanges {
  /** True if the subschema, or one that it leads to, says something else of what remains at this location. */
  changed(schema: JsonSchema, location: GraphLocation): boolean;
  /** In which directions the place of a subschema that is changed works; both under `if` and `oneOf`. */
  directions(schema: JsonSchema, location: GraphLocation): ReadonlySet<Direction>;
  /** True if something is accepted that the schema itself refuses, as far as can be told by the keywords alone. */
  readonly accepts: boolean;
  /** True if something is refused that the schema itself accepts. */
  readonly refuses: boolean;
}

/** In which direction a keyword's place works: `up` where a weaker keyword makes the whole weaker. */
export type Direction = "down" | "up";

interface Vertex extends LocatedNode {
  readonly directions: Set<Direction>;
  readonly parents: Vertex[];
  readonly weaker: boolean;
  readonly stronger: boolean;
}

/** More located subschemas than this are not gone through. */
const MOST_LOCATED = 50_000;

/** Goes through all subschemas at their locations. `undefined` if there are too many. */
export function droppedChanges(draft: ViewDraft, root: JsonSchema): DroppedChanges | undefined {
  const { graph, locations } = draft;
  const vertices = new Map<string, Vertex>();
  const waiting: { readonly vertex: Vertex; readonly direction: Direction }[] = [];

  const visit = (schema: JsonSchema, location: GraphLocation, directions: Iterable<Direction>, parent?: Vertex) => {
    const node = graph.target(schema);
    if (typeof node !== "object" || !locations.drops(location)) return;
    const key = keyOf(node, location);
    const vertex = vertices.get(key) ?? vertexAt({ node, location });
    vertices.set(key, vertex);
    if (parent !== undefined) vertex.parents.push(parent);
    for (const direction of directions) {
      if (vertex.directions.has(direction)) continue;
      vertex.directions.add(direction);
      waiting.push({ vertex, direction });
    }
  };
  const keyOf = (node: SchemaNode, location: GraphLocation) => `${graph.number(node)} ${location.id}`;
  const vertexAt = (located: LocatedNode): Vertex => {
    return { ...located, ...effect(located, draft), directions: new Set(), parents: [] };
  };

  visit(root, graph.root, ["up"]);
  for (const { vertex, direction } of waiting) {
    if (vertices.size > MOST_LOCATED) return undefined;
    for (const child of locatedChildren(vertex, draft)) {
      visit(child.schema, child.location, turned(direction, child.turn), vertex);
    }
  }

  const all = [...vertices.values()];
  const touched = new Set(all.filter(({ weaker, stronger }) => weaker || stronger));
  for (const vertex of touched) for (const parent of vertex.parents) touched.add(parent);
  const find = (schema: JsonSchema, location: GraphLocation) => {
    const node = graph.target(schema);
    return typeof node === "object" ? vertices.get(keyOf(node, location)) : undefined;
  };
  return {
    changed: (schema, location) => {
      const vertex = find(schema, location);
      return vertex !== undefined && touched.has(vertex);
    },
    directions: (schema, location) => find(schema, location)?.directions ?? new Set(),
    accepts: all.some((v) => (v.weaker && v.directions.has("up")) || (v.stronger && v.directions.has("down"))),
    refuses: all.some((v) => (v.stronger && v.directions.has("up")) || (v.weaker && v.directions.has("down"))),
  };
}

function turned(direction: Direction, turn: Turn): Direction[] {
  if (turn === "both") return ["down", "up"];
  if (turn === "same") return [direction];
  return [direction === "up" ? "down" : "up"];
}

/** What the node's own keywords say of what remains: less than of the whole, or more. */
function effect({ node, location }: LocatedNode, { locations }: ViewDraft): { weaker: boolean; stronger: boolean } {
  const values = node.const !== undefined ? [node.const] : Array.isArray(node.enum) ? node.enum : [];
  const changes = values.map((value) => valueChange(location, value as JsonValue));
  const repeats = node.uniqueItems === true && locations.children(location).items.some((item) => locations.drops(item));
  const { closed } = location;
  const namesFree =
    node.additionalProperties === false ||
    (node.propertyNames !== undefined && node.propertyNames !== true) ||
    node.maxProperties !== undefined;
  return {
    weaker: (closed && namesFree) || changes.includes("more"),
    stronger: (closed && node.minProperties !== undefined) || repeats || changes.includes("lost"),
  };
}
