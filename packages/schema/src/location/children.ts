import { isObject } from "../json.js";
import type { Matcher } from "../pattern/compile-matcher.js";
import type { SchemaNode } from "./reference-index.js";

/**
 * The subschemas that judge the property `name`, from one in-place subschema: `properties`, every matching pattern, and
 * `additionalProperties` where neither matched.
 */
export function propertySchemas(node: SchemaNode, name: string, patterns: ReadonlyMap<string, Matcher>): unknown[] {
  if (typeof node.$ref === "string") return [];
  const found: unknown[] = [];
  if (isObject(node.properties) && Object.hasOwn(node.properties, name)) found.push(node.properties[name]);
  if (isObject(node.patternProperties)) {
    for (const [pattern, schema] of Object.entries(node.patternProperties)) {
      if (patterns.get(pattern)?.test(name)) found.push(schema);
    }
  }
  return found.length > 0 ? found : [node.additionalProperties];
}

/** The subschemas that judge the element at `index`, from one in-place subschema: `items` or its tuple, `additionalItems`, `contains`. */
export function itemSchemas(node: SchemaNode, index: number): unknown[] {
  if (typeof node.$ref === "string") return [];
  const item = Array.isArray(node.items)
    ? index < node.items.length
      ? node.items[index]
      : node.additionalItems
    : node.items;
  return [item, node.contains];
}

/** The number of positions that have a schema of their own; all later elements share one. */
export function tupleLength(nodes: Iterable<SchemaNode>): number {
  let length = 0;
  for (const node of nodes) {
    if (typeof node.$ref !== "string" && Array.isArray(node.items)) length = Math.max(length, node.items.length);
  }
  return length;
}
