import { isObject, type JsonSchema } from "../json.js";
import type { LocationChildren, NameRegion } from "../location/explore-locations.js";
import type { GraphLocation } from "../location/location-graph.js";
import type { SchemaNode } from "../location/reference-index.js";
import { areApart } from "./branches-apart.js";
import { isSchema } from "./schema-parts.js";
import type { ViewDraft } from "./view-schema.js";

/** A subschema at one of the locations that it judges. */
export interface LocatedNode {
  readonly node: SchemaNode;
  readonly location: GraphLocation;
}

/** How a subschema bears on the one that holds it: the same way, the other way round, or both. */
export type Turn = "both" | "other" | "same";

/** A subschema of a located node, where it stands. */
export interface LocatedChild {
  readonly schema: JsonSchema;
  readonly location: GraphLocation;
  readonly turn: Turn;
}

/** The names and patterns of a node itself. */
export function ownNames(node: SchemaNode): {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
} {
  return {
    names: isObject(node.properties) ? Object.keys(node.properties).sort() : [],
    patterns: isObject(node.patternProperties) ? Object.keys(node.patternProperties).sort() : [],
  };
}

/** What lies below a pattern of the location: names that match it, and regions of names that are not spelled out. */
export function belowPattern({ names, regions }: LocationChildren, pattern: string): readonly GraphLocation[] {
  const all = [...names.filter(({ matches }) => matches.includes(pattern)), ...regions.filter(has(pattern))];
  return all.map(({ location }) => location);
}

/** What the node's `additionalProperties` judges: names and regions that its own names and patterns leave over. */
export function belowAdditional(children: LocationChildren, node: SchemaNode): readonly GraphLocation[] {
  const own = ownNames(node);
  const named = new Set(own.names);
  const isForeign = (patterns: readonly string[]) => !patterns.some((pattern) => own.patterns.includes(pattern));
  const names = children.names.filter(({ name, matches }) => !named.has(name) && isForeign(matches));
  const regions = children.regions.filter(({ patterns }) => isForeign(patterns));
  const locations = [...names, ...regions].map(({ location }) => location);
  return children.others === undefined ? locations : [...locations, children.others];
}

function has(pattern: string): (region: NameRegion) => boolean {
  return ({ patterns }) => patterns.includes(pattern);
}

/** Every subschema of a node that is no `$ref`, at each location that it judges. */
export function locatedChildren({ node, location }: LocatedNode, draft: ViewDraft): LocatedChild[] {
  const children = draft.locations.children(location);
  const found: LocatedChild[] = [];
  const add = (schema: unknown, places: readonly GraphLocation[], turn: Turn = "same") => {
    if (isSchema(schema)) found.push(...places.map((place) => ({ schema, location: place, turn })));
  };
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  const map = (value: unknown): [string, unknown][] => (isObject(value) ? Object.entries(value) : []);
  const here = [location];
  for (const member of [...list(node.allOf), ...list(node.anyOf)]) add(member, here);
  // Where no two branches can hold at once, one of them holds exactly if any does.
  const branches = list(node.oneOf);
  const chosen = areApart(branches, draft.graph, node.type === "object") ? "same" : "both";
  for (const member of branches) add(member, here, chosen);
  add(node.not, here, "other");
  if (node.if !== undefined) {
    add(node.if, here, "both");
    add(node.then, here);
    add(node.else, here);
  }
  for (const [, needs] of map(node.dependencies)) add(needs, here);
  for (const [name, schema] of map(node.properties)) add(schema, [location.property(name)]);
  for (const [pattern, schema] of map(node.patternProperties)) add(schema, belowPattern(children, pattern));
  if (isObject(node.additionalProperties)) add(node.additionalProperties, belowAdditional(children, node));
  const { items } = children;
  list(node.items).forEach((schema, index) => {
    add(schema, items.slice(index, index + 1));
  });
  if (Array.isArray(node.items)) add(node.additionalItems, items.slice(node.items.length));
  else add(node.items, items);
  add(node.contains, items);
  return found;
}
