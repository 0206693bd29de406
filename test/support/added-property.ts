import { type JsonSchema, type Location, locate } from "@insaka/schema";
import { isNode, type Node } from "./schema-node.js";

/** A name that no random schema declares or matches. */
const ADDED = "zz";

/** Keywords under which a subschema only ever narrows: what it refuses, the whole refuses (or takes by another branch). */
const POSITIVE = ["additionalProperties", "items", "additionalItems", "contains", "allOf", "anyOf", "then", "else"];
const POSITIVE_MAPS = ["properties", "patternProperties", "dependencies"];
/** Keywords under which more instances inside may mean fewer outside. */
const REVERSING = ["not", "if", "oneOf", "definitions"];

/**
 * The schemas that come from this one by adding one optional property where that is promised to be safe: at closed
 * places, in a subschema that is not under `not`, `if` or `oneOf`. None where an `additionalProperties: false` stands
 * under one of these: there, an unknown name alone decides which branch holds, so adding a name is a real change.
 */
export function withAddedProperty(schema: JsonSchema, property: JsonSchema): readonly JsonSchema[] {
  if (closesInReverse(schema, false)) return [];
  return objectPaths(schema)
    .map((path) => addAt(schema, path, property))
    .filter((added) => onlyAtClosed(schema, added));
}

function closesInReverse(value: unknown, reversed: boolean): boolean {
  if (Array.isArray(value)) return value.some((member) => closesInReverse(member, reversed));
  if (!isNode(value)) return false;
  if (reversed && value.additionalProperties === false) return true;
  return Object.entries(value).some(([key, child]) => closesInReverse(child, reversed || REVERSING.includes(key)));
}

type Path = readonly (string | number)[];

function objectPaths(value: unknown, path: Path = []): readonly Path[] {
  if (Array.isArray(value)) return value.flatMap((member, index) => objectPaths(member, [...path, index]));
  if (!isNode(value)) return [];
  const here: readonly Path[] = isNode(value.properties) ? [path] : [];
  const below = POSITIVE.flatMap((keyword) => objectPaths(value[keyword], [...path, keyword]));
  const named = POSITIVE_MAPS.flatMap((keyword) => {
    const map = value[keyword];
    return isNode(map) ? Object.keys(map).flatMap((name) => objectPaths(map[name], [...path, keyword, name])) : [];
  });
  return [...here, ...below, ...named];
}

function addAt(schema: JsonSchema, path: Path, property: JsonSchema): JsonSchema {
  const copy = structuredClone(schema);
  const node = path.reduce<unknown>((here, key) => (here as Record<string | number, unknown>)[key], copy);
  (node as { properties: Record<string, unknown> }).properties[ADDED] = property;
  return copy;
}

/** True if every place that got the name was closed before. */
function onlyAtClosed(before: JsonSchema, after: JsonSchema): boolean {
  const seen = new Map<Location, Set<Location>>();
  const check = (old: Location, now: Location): boolean => {
    const met = seen.get(old) ?? new Set();
    if (met.has(now)) return true;
    seen.set(old, met.add(now));
    if (now.names.includes(ADDED) && !old.closed) return false;
    const names = [...now.names, "ax", "other"].filter((name) => name !== ADDED);
    return (
      names.every((name) => check(old.property(name), now.property(name))) &&
      [0, 1, 2].every((index) => check(old.item(index), now.item(index)))
    );
  };
  return check(locate(before), locate(after));
}

/** The property that was added, to make instances that have it. */
export const addedName: string = ADDED;

/** What a subschema of the added property may be. */
export const addedSchemas: readonly Node[] = [
  { type: "string" },
  { type: "object", properties: { q: { type: "integer" } } },
];
