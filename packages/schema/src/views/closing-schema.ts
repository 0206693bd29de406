import type { JsonSchema } from "../json.js";
import type { GraphLocation } from "../location/location-graph.js";
import type { SchemaNode } from "../location/reference-index.js";
import { both, copyNode, type Draft } from "./schema-parts.js";
import type { ViewDraft } from "./view-schema.js";

/** Writes what a sender may send at a location. */
export interface Closing {
  /** The schema, and only declared names at the closed locations from here down. The location must be that of the schema. */
  closed(schema: JsonSchema, location: GraphLocation): JsonSchema;
  /** Refuses undeclared names at the location and below it, and nothing else. */
  closes(location: GraphLocation): JsonSchema;
}

/**
 * Closes by location: a schema that alone judges its location is closed itself, which is what ordinary payloads come to;
 * to any other a schema is added that closes and judges nothing else.
 */
export function closing(draft: ViewDraft): Closing {
  const { graph, locations, parts } = draft;

  const closed = (schema: JsonSchema, location: GraphLocation): JsonSchema => {
    if (!locations.drops(location)) return parts.plain(schema);
    const target = graph.target(schema);
    if (typeof target === "object" && location.nodes.size === 1 && location.nodes.has(target)) {
      const copy = () => closedNode(target, location) ?? both(copyNode(target, parts.plain), closes(location));
      return parts.refer(`closed ${graph.number(target)}`, copy);
    }
    return both(parts.plain(schema), closes(location));
  };

  /** `undefined` where several locations lie under one of its keywords. */
  const closedNode = (node: SchemaNode, location: GraphLocation): JsonSchema | undefined => {
    const { names, regions, others, items } = locations.children(location);
    const below = [...regions.map((region) => region.location), ...items, ...(others === undefined ? [] : [others])];
    const spread = below.some((each) => locations.drops(each));
    if (spread && (location.patterns.length > 0 || location.tuple > 0 || node.contains !== undefined)) return undefined;
    if (names.some((each) => each.matches.length > 0 && locations.drops(each.location))) return undefined;
    const copy = copyNode(node, (schema, keyword, token) => {
      if (keyword === "properties") return closed(schema, location.property(token));
      if (keyword === "items" && items[0] !== undefined) return closed(schema, items[0]);
      if (keyword === "additionalProperties" && others !== undefined) return closed(schema, others);
      return parts.plain(schema);
    });
    // What the node refuses by itself stays refused: a name may be required and forbidden at once.
    if (!location.closed || node.additionalProperties === false) return copy;
    const properties = { ...Object.fromEntries(names.map(({ name }) => [name, true])), ...(copy.properties ?? {}) };
    return { ...copy, properties, additionalProperties: false };
  };

  const closes = (location: GraphLocation): JsonSchema =>
    locations.drops(location)
      ? parts.refer(`closes ${location.id}`, () => ({ ...closesNames(location), ...closesItems(location) }))
      : true;

  const closesNames = (location: GraphLocation): Draft => {
    const { names, others } = locations.children(location);
    const rest = location.closed ? false : others === undefined ? true : closes(others);
    const byName = names.map(({ name, location: below }) => [name, closes(below)] as const);
    const properties = byName.filter(([, schema]) => rest !== true || schema !== true);
    return {
      ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
      ...closesPatterns(location, rest),
      ...(rest === true ? {} : { additionalProperties: rest }),
    };
  };

  const closesPatterns = (location: GraphLocation, rest: JsonSchema): Draft => {
    const { regions } = locations.children(location);
    const alike = regions.every((region) => closes(region.location) === true);
    const patterns = alike
      ? location.patterns.map((pattern) => [pattern, true] as const)
      : regions.map(({ pattern, location: below }) => {
          if (pattern === undefined) draft.fail("patternProperties", [...location.nodes][0]);
          return [pattern ?? "", closes(below)] as const;
        });
    const kept = patterns.filter(([, schema]) => rest !== true || schema !== true);
    return kept.length === 0 ? {} : { patternProperties: Object.fromEntries(kept) };
  };

  const closesItems = (location: GraphLocation): Draft => {
    const items = locations.children(location).items.map(closes);
    const rest = items.at(-1) ?? true;
    if (items.every((schema) => schema === rest)) return rest === true ? {} : { items: rest };
    return { items: items.slice(0, -1), ...(rest === true ? {} : { additionalItems: rest }) };
  };

  return { closed, closes };
}
