import type { JsonType } from "./json-type.js";
import type { Node } from "./node.js";

const TYPE_OF_KIND: { readonly [kind in Node["kind"]]?: JsonType } = {
  above: "number",
  below: "number",
  multiple: "number",
  "not-multiple": "number",
  "min-length": "string",
  "max-length": "string",
  matches: "string",
  mismatches: "string",
  format: "string",
  "not-format": "string",
  "min-items": "array",
  "max-items": "array",
  "item-at": "array",
  "has-item-at": "array",
  "items-from": "array",
  "some-item-from": "array",
  "contains-least": "array",
  "contains-most": "array",
  "distinct-items": "array",
  "equal-items": "array",
  "min-properties": "object",
  "max-properties": "object",
  property: "object",
  "has-property": "object",
  "properties-of": "object",
  "some-property-of": "object",
};

/** The one type that an atom speaks of; `undefined` for a formula. */
export function atomType(node: Node): JsonType | undefined {
  return TYPE_OF_KIND[node.kind];
}
