import type { JsonSchema, JsonValue } from "../json.js";
import type { GraphLocation } from "../location/location-graph.js";
import type { SchemaNode } from "../location/reference-index.js";
import { countedNames } from "./counted-names.js";
import type { DroppedChanges } from "./dropped-changes.js";
import { droppedItems } from "./dropped-items.js";
import { type CopyAt, droppedNames, type IsUniform, refusedPatterns, unlessUndeclared } from "./dropped-names.js";
import { droppedValue, valueChange } from "./dropped-value.js";
import type { LocatedNode } from "./located-node.js";
import { copyNode, type Draft, isSchema, joined } from "./schema-parts.js";
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

/**
 * The schema of all instances that are valid once undeclared names are dropped. Each subschema is written for each of its
 * locations, so that `not`, `if` and `oneOf` need no care of their own.
 */
export function droppedSchema(draft: ViewDraft, changes: DroppedChanges, root: JsonSchema): JsonSchema {
  const { graph, parts } = draft;
  const at: CopyAt = (schema, location) => {
    const node = graph.target(schema);
    if (typeof node !== "object" || !changes.changed(node, location)) return parts.plain(schema);
    return parts.refer(`dropped ${graph.number(node)} ${location.id}`, () =>
      droppedNode({ node, location }, draft, at, isUniform),
    );
  };
  const isUniform: IsUniform = (schema, locations) => {
    if (!isSchema(schema)) return true;
    const kinds = locations.map((location) => (changes.changed(schema, location) ? location.id : undefined));
    return new Set(kinds).size <= 1;
  };
  return at(root, graph.root);
}

function droppedNode(located: LocatedNode, draft: ViewDraft, at: CopyAt, isUniform: IsUniform): JsonSchema {
  const { node, location } = located;
  const { anyOf, ...items } = droppedItems(located, draft, at, isUniform);
  const copy: Draft = {
    ...copyNode(node, (schema) => at(schema, location), BY_LOCATION),
    ...droppedNames(located, draft, at, isUniform),
    ...items,
  };
  if (node.uniqueItems === true && draft.locations.children(location).items.some(draft.locations.drops)) {
    draft.fail("uniqueItems", node);
  }
  return joined(copy, [
    anyOf === undefined ? true : { anyOf },
    refusedPatterns(located),
    ownNames(node, location, draft),
    ...counts(located, draft),
    ...values(node, location),
  ]);
}

function ownNames({ propertyNames }: SchemaNode, location: GraphLocation, { parts }: ViewDraft): JsonSchema {
  if (!isSchema(propertyNames) || propertyNames === true) return true;
  const names = parts.plain(propertyNames);
  return { propertyNames: location.closed ? unlessUndeclared(names, location) : names };
}

function counts({ node, location }: LocatedNode, { fail }: ViewDraft): JsonSchema[] {
  return (["maxProperties", "minProperties"] as const).map((keyword) => {
    const count = node[keyword];
    if (typeof count !== "number") return true;
    if (!location.closed) return { [keyword]: count };
    const written = countedNames(location, keyword, count);
    if (written === undefined) fail(keyword, node);
    return written ?? true;
  });
}

function values(node: SchemaNode, location: GraphLocation): JsonSchema[] {
  const written: JsonSchema[] = [];
  if (node.const !== undefined) written.push(oneOf([node.const as JsonValue], location));
  if (Array.isArray(node.enum)) written.push(oneOf(node.enum as JsonValue[], location));
  return written;
}

function oneOf(members: readonly JsonValue[], location: GraphLocation): JsonSchema {
  const same = members.filter((member) => valueChange(location, member) === "none");
  const more = members.filter((member) => valueChange(location, member) === "more");
  const ways: JsonSchema[] = [
    ...(same.length === 0 ? [] : [{ enum: same }]),
    ...more.map((member) => droppedValue(location, member)),
  ];
  const [first = false, ...others] = ways;
  return others.length === 0 ? first : { anyOf: ways };
}
