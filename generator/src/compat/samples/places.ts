import type { JsonSchema } from "@insaka/schema";
import { type Alternative, isNode, type SchemaNode } from "./alternatives.js";

/** Below this depth optional properties are left out and arrays stay short, so that recursion ends. */
export const DEEP = 4;
export const NEVER_DEEPER = 12;

/** A schema to make instances of, and where one stands in it. */
export interface Place {
  readonly root: JsonSchema;
  readonly depth: number;
}

const TYPES = ["null", "boolean", "integer", "number", "string", "array", "object"];
/** What a keyword speaks of, where no `type` is stated. */
const IMPLIED: { readonly [keyword: string]: string } = {
  properties: "object",
  required: "object",
  patternProperties: "object",
  additionalProperties: "object",
  dependencies: "object",
  items: "array",
  contains: "array",
  minItems: "array",
  pattern: "string",
  format: "string",
  minLength: "string",
  maxLength: "string",
  minimum: "number",
  maximum: "number",
  multipleOf: "number",
};

/** The types of which instances may be that all the nodes allow. */
export function typesOf(nodes: Alternative, depth: number): readonly string[] {
  const stated = nodes
    .filter((node) => node.type !== undefined)
    .map(({ type }) => (Array.isArray(type) ? type : [type]));
  const fits = (type: string, list: unknown[]) =>
    list.includes(type) || (type === "integer" && list.includes("number"));
  const allowed = TYPES.filter((type) => stated.every((list) => fits(type, list)));
  const implied = nodes.flatMap((node) => Object.keys(node)).flatMap((keyword) => IMPLIED[keyword] ?? []);
  const wanted = allowed.filter((type) => implied.includes(type));
  if (stated.length === 0 && wanted.length > 0) return wanted;
  const simple = depth >= DEEP && stated.length === 0 ? TYPES.slice(0, 5) : allowed;
  return simple.length > 0 ? simple : ["null"];
}

/** The values that the nodes list; undefined where none of them lists any. */
export function listedValues(nodes: Alternative): readonly unknown[] | undefined {
  const constants = nodes.filter((node) => node.const !== undefined).map((node) => node.const);
  if (constants.length > 0) return constants;
  const members = nodes.map((node) => node.enum).find((list) => Array.isArray(list));
  return members !== undefined && members.length > 0 ? members : undefined;
}

/** What the nodes say of an array's length and of its elements. */
export interface ArrayShape {
  readonly least: number;
  /** Infinity where nothing is said. */
  readonly most: number;
  /** The schemas that judge the element at an index, in an array of this length. */
  itemsAt(index: number, length: number): readonly unknown[];
}

export function arrayShape(nodes: Alternative): ArrayShape {
  const bound = (keyword: string) => nodes.map((node) => node[keyword]).filter((value) => typeof value === "number");
  const contained = nodes.flatMap((node) => node.contains ?? []);
  const least = Math.max(contained.length > 0 ? 1 : 0, ...bound("minItems"));
  return {
    least,
    most: Math.min(...bound("maxItems")),
    itemsAt(index, length) {
      const schemas = nodes.map((node) => itemSchema(node, index));
      // The last element answers `contains`.
      return index === length - 1 ? [...schemas, ...contained] : schemas;
    },
  };
}

function itemSchema(node: SchemaNode, index: number): unknown {
  if (!Array.isArray(node.items)) return node.items;
  return index < node.items.length ? node.items[index] : node.additionalItems;
}

/** What the nodes say of an object's properties. */
export interface ObjectShape {
  readonly required: ReadonlySet<string>;
  /** Every name that is spelled out, the required ones first. */
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  /** True where names that are not spelled out are spoken of. */
  readonly open: boolean;
  /** The schemas that judge a property. */
  schemasOf(name: string): readonly unknown[];
}

export function objectShape(nodes: Alternative): ObjectShape {
  const required = new Set(nodes.flatMap((node) => (Array.isArray(node.required) ? (node.required as string[]) : [])));
  const listed = nodes.flatMap((node) => (isNode(node.properties) ? Object.keys(node.properties) : []));
  return {
    required,
    names: [...new Set([...required, ...listed])],
    patterns: nodes.flatMap((node) => (isNode(node.patternProperties) ? Object.keys(node.patternProperties) : [])),
    open: nodes.some((node) => node.additionalProperties !== undefined && node.additionalProperties !== false),
    schemasOf: (name) => nodes.flatMap((node) => propertySchemas(node, name)),
  };
}

function propertySchemas(node: SchemaNode, name: string): unknown[] {
  const found: unknown[] = [];
  if (isNode(node.properties) && Object.hasOwn(node.properties, name)) found.push(node.properties[name]);
  for (const [pattern, schema] of Object.entries(isNode(node.patternProperties) ? node.patternProperties : {})) {
    if (matches(pattern, name)) found.push(schema);
  }
  return found.length > 0 ? found : [node.additionalProperties ?? true];
}

function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, "u").test(name);
  } catch {
    // Of the older syntax.
    return new RegExp(pattern).test(name);
  }
}
