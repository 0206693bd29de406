import type { JsonSchema, JsonValue } from "../json.js";
import type { GraphLocation } from "../location/location-graph.js";
import type { SchemaNode } from "../location/reference-index.js";
import { closing } from "./closing-schema.js";
import { countedNames } from "./counted-names.js";
import type { DroppedChanges } from "./dropped-changes.js";
import { droppedItems } from "./dropped-items.js";
import { type CopyAt, droppedNames, type IsUniform, refusedPatterns, unlessUndeclared } from "./dropped-names.js";
import { droppedValue, valueChange } from "./dropped-value.js";
import type { LocatedNode } from "./located-node.js";
import { both, copyNode, type Draft, isSchema, joined } from "./schema-parts.js";
import type { ViewDraft } from "./view-schema.js";

/** Keywords that are written by what lies below, or otherwise than they stand. */
const BY_LOCATION: ReadonlySet<string> = new Set([
  "additionalItems",
  "additionalProperties",
  "const",
  "contains",
  "enum",
  "items",
  "maxProperties",
  "minProperties",
  "patternProperties",
  "properties",
  "propertyNames",
]);

/** What writes the copies of subschemas. */
interface Copying {
  readonly draft: ViewDraft;
  readonly changes: DroppedChanges;
  readonly at: CopyAt;
  readonly isUniform: IsUniform;
  readonly closes: (location: GraphLocation) => JsonSchema;
}

/**
 * The schema of all instances that are valid once undeclared names are dropped. Each subschema is written for each of its
 * locations, so that `not`, `if` and `oneOf` need no care of their own.
 */
export function droppedSchema(draft: ViewDraft, changes: DroppedChanges, root: JsonSchema): JsonSchema {
  const { graph, parts } = draft;
  const { closes } = closing(draft);
  const at: CopyAt = (schema, location) => {
    const node = graph.target(schema);
    if (typeof node !== "object" || !changes.changed(node, location)) return parts.plain(schema);
    return parts.refer(`dropped ${graph.number(node)} ${location.id}`, () => droppedNode({ node, location }, copying));
  };
  const isUniform: IsUniform = (schema, locations) => {
    if (!isSchema(schema)) return true;
    const kinds = locations.map((location) => (changes.changed(schema, location) ? location.id : undefined));
    return new Set(kinds).size <= 1;
  };
  const copying: Copying = { draft, changes, at, isUniform, closes };
  return at(root, graph.root);
}

function droppedNode(located: LocatedNode, copying: Copying): JsonSchema {
  const { draft, at, isUniform } = copying;
  const { node, location } = located;
  const { anyOf, ...items } = droppedItems(located, draft, at, isUniform);
  const copy: Draft = {
    ...copyNode(node, (schema) => at(schema, location), BY_LOCATION),
    ...droppedNames(located, draft, at, isUniform),
    ...items,
  };
  const repeats = draft.locations.children(location).items.some(draft.locations.drops);
  return joined(copy, [
    anyOf === undefined ? true : { anyOf },
    refusedPatterns(located),
    ownNames(node, location, draft),
    ...counts(located, copying),
    ...values(located, copying),
    node.uniqueItems === true && repeats ? approximated("uniqueItems", located, copying) : true,
  ]);
}

/**
 * For a keyword that cannot be put for what remains: something that can stand in for it where it only ever has to be
 * stricter (the keyword, where there is nothing to drop), or only ever milder.
 */
function approximated(keyword: string, { node, location }: LocatedNode, copying: Copying): JsonSchema {
  const { draft, changes, closes } = copying;
  const directions = changes.directions(node, location);
  if (directions.size > 1) draft.fail(keyword, node);
  else draft.approximate(keyword, node);
  const same = { [keyword]: node[keyword] };
  if (directions.has("up")) return both(same, closes(location));
  // Dropping makes no two elements differ and no object larger; but it makes objects smaller, and values equal.
  return keyword === "uniqueItems" || keyword === "minProperties" ? same : true;
}

function ownNames({ propertyNames }: SchemaNode, location: GraphLocation, { parts }: ViewDraft): JsonSchema {
  if (!isSchema(propertyNames) || propertyNames === true) return true;
  const names = parts.plain(propertyNames);
  return { propertyNames: location.closed ? unlessUndeclared(names, location) : names };
}

function counts(located: LocatedNode, copying: Copying): JsonSchema[] {
  const { node, location } = located;
  return (["maxProperties", "minProperties"] as const).map((keyword) => {
    const count = node[keyword];
    if (typeof count !== "number") return true;
    if (!location.closed) return { [keyword]: count };
    return countedNames(location, keyword, count) ?? approximated(keyword, located, copying);
  });
}

/** More values than this that dropping can lead to are not written out one by one. */
const MOST_VALUES = 64;

function values(located: LocatedNode, copying: Copying): JsonSchema[] {
  const { node, location } = located;
  const written = (keyword: "const" | "enum", members: readonly JsonValue[]) =>
    oneOf(members, location) ?? approximated(keyword, located, copying);
  return [
    node.const === undefined ? true : written("const", [node.const as JsonValue]),
    Array.isArray(node.enum) ? written("enum", node.enum as JsonValue[]) : true,
  ];
}

function oneOf(members: readonly JsonValue[], location: GraphLocation): JsonSchema | undefined {
  const same = members.filter((member) => valueChange(location, member) === "none");
  const more = members.filter((member) => valueChange(location, member) === "more");
  if (more.length > MOST_VALUES) return undefined;
  const ways: JsonSchema[] = [
    ...(same.length === 0 ? [] : [{ enum: same }]),
    ...more.map((member) => droppedValue(location, member)),
  ];
  const [first = false, ...others] = ways;
  return others.length === 0 ? first : { anyOf: ways };
}
