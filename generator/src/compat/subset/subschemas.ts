import { isObject } from "./own-property.js";

const SINGLE = [
  "additionalItems",
  "additionalProperties",
  "contains",
  "contentSchema",
  "else",
  "if",
  "items",
  "not",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
];
const LISTS = ["allOf", "anyOf", "items", "oneOf", "prefixItems"];
const MAPS = ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

/** Every schema directly within a schema, in the places where the standard puts schemas. */
export function subschemas(schema: { readonly [keyword: string]: unknown }): unknown[] {
  const found: unknown[] = [];
  for (const keyword of SINGLE) if (isObject(schema[keyword])) found.push(schema[keyword]);
  for (const keyword of LISTS) {
    const list = schema[keyword];
    if (Array.isArray(list)) found.push(...list);
  }
  for (const keyword of MAPS) {
    const map = schema[keyword];
    if (isObject(map)) for (const name of Object.keys(map)) found.push(map[name]);
  }
  return found.filter(isObject);
}
