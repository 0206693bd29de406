import { isObject, type JsonSchema } from "../json.js";
import type { GraphLocation } from "../location/location-graph.js";
import type { SchemaNode } from "../location/reference-index.js";
import { namesSchema } from "./declared-names-schema.js";
import { belowAdditional, belowPattern, type LocatedNode, ownNames } from "./located-node.js";
import { both, type Draft, isSchema } from "./schema-parts.js";
import type { ViewDraft } from "./view-schema.js";

/** Writes a subschema for what remains at a location. */
export type CopyAt = (schema: JsonSchema, location: GraphLocation) => JsonSchema;

/** True if a subschema is written the same way at all of these locations. */
export type IsUniform = (schema: unknown, locations: readonly GraphLocation[]) => boolean;

/** `properties`, `patternProperties` and `additionalProperties` of a node, for the names that remain at its location. */
export function droppedNames(located: LocatedNode, draft: ViewDraft, at: CopyAt, isUniform: IsUniform): Draft {
  const { node, location } = located;
  const children = draft.locations.children(location);
  const patterns = isObject(node.patternProperties) ? node.patternProperties : {};
  const uniform =
    Object.keys(patterns).every((pattern) => isUniform(patterns[pattern], belowPattern(children, pattern))) &&
    (typeof node.additionalProperties !== "object" ||
      isUniform(node.additionalProperties, belowAdditional(children, node)));
  if (!uniform) return nameByName(located, draft, at);
  const properties = {
    ...mapOf(node.properties, (schema, name) => at(schema, location.property(name))),
    ...refusedNames(located),
  };
  const patternProperties = mapOf(node.patternProperties, (schema, pattern) =>
    at(schema, belowPattern(children, pattern)[0] ?? location.matching([pattern])),
  );
  return { ...unlessEmpty({ properties, patternProperties }), ...others(located, draft, at) };
}

/** Without maps that hold nothing. */
function unlessEmpty(maps: { readonly [keyword: string]: Draft }): Draft {
  return Object.fromEntries(Object.entries(maps).filter(([, map]) => Object.keys(map).length > 0));
}

function mapOf(map: unknown, copy: (schema: JsonSchema, key: string) => JsonSchema): Draft {
  if (!isObject(map)) return {};
  return Object.fromEntries(
    Object.entries(map).map(([key, schema]) => [key, isSchema(schema) ? copy(schema, key) : schema]),
  );
}

/** `additionalProperties` where each of its subschemas is written the same way at all of its locations. */
function others({ node, location }: LocatedNode, { locations }: ViewDraft, at: CopyAt): Draft {
  const stated = node.additionalProperties;
  if (!isSchema(stated) || stated === false)
    return stated === false && !location.closed ? { additionalProperties: false } : {};
  const [first] = belowAdditional(locations.children(location), node);
  return { additionalProperties: first === undefined ? stated : at(stated, first) };
}

/**
 * Names that remain although the node itself does not declare them: what its `additionalProperties: false` still refuses at
 * a closed location. Where other subschemas have patterns of their own, see {@link refusedPatterns}.
 */
function refusedNames({ node, location }: LocatedNode): Draft {
  const own = ownNames(node);
  if (!refusesOthers(node, location) || location.patterns.length > own.patterns.length) return {};
  const named = new Set(own.names);
  const foreign = location.names.filter((name) => !named.has(name) && location.matches(name).length === 0);
  return Object.fromEntries(foreign.map((name) => [name, false]));
}

/** {@link refusedNames} where other subschemas of the location have patterns of their own. */
export function refusedPatterns({ node, location }: LocatedNode): JsonSchema {
  const own = ownNames(node);
  if (!refusesOthers(node, location) || location.patterns.length === own.patterns.length) return true;
  return { propertyNames: unlessUndeclared(namesSchema(own.names, own.patterns), location) };
}

function refusesOthers(node: SchemaNode, location: GraphLocation): boolean {
  return node.additionalProperties === false && location.closed;
}

/** The names that this schema accepts, and those that are dropped before it is asked. */
export function unlessUndeclared(names: JsonSchema, location: GraphLocation): JsonSchema {
  const undeclared: JsonSchema = { not: namesSchema(location.names, location.patterns) };
  return names === false ? undeclared : { anyOf: [names, undeclared] };
}

/** Spells out each name and each region of names, because a subschema means something else under each. */
function nameByName({ node, location }: LocatedNode, { locations, fail }: ViewDraft, at: CopyAt): Draft {
  const { names, regions, others: rest } = locations.children(location);
  const properties = names.map(({ name, matches, location: below }) => {
    return [name, both(...judging(node, name, matches).map((schema) => at(schema, below)))] as const;
  });
  const patternProperties = regions.map(({ patterns, pattern, location: below }) => {
    if (pattern === undefined) fail("patternProperties", node);
    return [pattern ?? "", both(...judging(node, undefined, patterns).map((schema) => at(schema, below)))] as const;
  });
  const additional = both(
    ...(rest === undefined ? [] : judging(node, undefined, []).map((schema) => at(schema, rest))),
  );
  const said = (entries: readonly (readonly [string, JsonSchema])[]) =>
    Object.fromEntries(entries.filter(([, schema]) => additional !== true || schema !== true));
  const maps = unlessEmpty({ properties: said(properties), patternProperties: said(patternProperties) });
  return additional === true ? maps : { ...maps, additionalProperties: additional };
}

/** The node's own subschemas for a name that matches these patterns. */
function judging(node: SchemaNode, name: string | undefined, patterns: readonly string[]): JsonSchema[] {
  const properties = isObject(node.properties) ? node.properties : {};
  const stated = isObject(node.patternProperties) ? node.patternProperties : {};
  const found: unknown[] = patterns.filter((pattern) => Object.hasOwn(stated, pattern)).map((each) => stated[each]);
  if (name !== undefined && Object.hasOwn(properties, name)) found.push(properties[name]);
  return (found.length > 0 ? found : [node.additionalProperties]).filter(isSchema);
}
