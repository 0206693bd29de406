import type { JsonSchema, JsonValue } from "@insaka/schema";
import fc from "fast-check";
import { type Alternative, alternatives, isNode, type Node } from "./schema-alternatives.js";
import { numbers } from "./schema-numbers.js";
import { strings } from "./schema-strings.js";

type Json = fc.Arbitrary<JsonValue>;

/** Below this depth optional properties are left out and arrays stay short, so that recursion ends. */
const DEEP = 4;
const NEVER_DEEPER = 12;

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

/**
 * Instances made from a schema, most of them valid: `not`, exclusive branches, dependencies and counts are left to a
 * judge. Optional properties are present and absent, and values stand at and around their bounds.
 */
export function nearlyValid(schema: JsonSchema): Json {
  return fromSchemas(schema, [schema], 0);
}

function fromSchemas(root: JsonSchema, schemas: readonly unknown[], depth: number): Json {
  const ways = alternatives(root, schemas);
  if (ways.length === 0) return fc.constantFrom<JsonValue>(null, 0, "");
  return fc.oneof(...ways.map((way) => fromNodes(root, way, depth)));
}

function fromNodes(root: JsonSchema, nodes: Alternative, depth: number): Json {
  const constants = nodes.filter((node) => node.const !== undefined).map((node) => node.const as JsonValue);
  if (constants.length > 0) return fc.constantFrom(...constants);
  const members = nodes.map((node) => node.enum).find((list) => Array.isArray(list));
  if (members !== undefined && members.length > 0) return fc.constantFrom(...(members as JsonValue[]));
  return fc.oneof(...typesOf(nodes, depth).map((type) => ofType(root, type, nodes, depth)));
}

function typesOf(nodes: Alternative, depth: number): string[] {
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

function ofType(root: JsonSchema, type: string, nodes: Alternative, depth: number): Json {
  if (type === "null" || depth > NEVER_DEEPER) return fc.constant(null);
  if (type === "boolean") return fc.boolean();
  if (type === "string") return strings(nodes);
  if (type === "array") return arrays(root, nodes, depth);
  if (type === "object") return objects(root, nodes, depth);
  return numbers(nodes, type === "integer");
}

function arrays(root: JsonSchema, nodes: Alternative, depth: number): Json {
  const bound = (keyword: string) => nodes.map((node) => node[keyword]).filter((value) => typeof value === "number");
  const contained = nodes.flatMap((node) => node.contains ?? []);
  const least = Math.max(contained.length > 0 ? 1 : 0, ...bound("minItems"));
  const most = Math.max(least, Math.min(...bound("maxItems"), least + (depth >= DEEP ? 0 : 3)));
  return fc.integer({ min: least, max: most }).chain((length) =>
    fc.tuple(
      ...Array.from({ length }, (_, index) => {
        const schemas = nodes.map((node) => itemSchema(node, index));
        // The last element answers `contains`.
        return fromSchemas(root, index === length - 1 ? [...schemas, ...contained] : schemas, depth + 1);
      }),
    ),
  );
}

function itemSchema(node: Node, index: number): unknown {
  if (!Array.isArray(node.items)) return node.items;
  return index < node.items.length ? node.items[index] : node.additionalItems;
}

function objects(root: JsonSchema, nodes: Alternative, depth: number): Json {
  const required = new Set(nodes.flatMap((node) => (Array.isArray(node.required) ? (node.required as string[]) : [])));
  const listed = nodes.flatMap((node) => (isNode(node.properties) ? Object.keys(node.properties) : []));
  const names = [...new Set([...required, ...listed])].filter((name) => depth < DEEP || required.has(name));
  const spelled = names.map((name) => {
    const value = valueFor(root, nodes, name, depth);
    return [name, required.has(name) ? value : fc.option(value, { nil: undefined })] as const;
  });
  return fc.tuple(fc.tuple(...spelled.map(([, value]) => value)), others(root, nodes, depth)).map(([values, more]) => {
    const present = names.flatMap((name, index) =>
      values[index] === undefined ? [] : [[name, values[index]] as const],
    );
    return Object.fromEntries([...more, ...present]);
  });
}

/** Properties that the schema does not spell out: of a pattern, or where it says what others hold. */
function others(root: JsonSchema, nodes: Alternative, depth: number): fc.Arbitrary<(readonly [string, JsonValue])[]> {
  if (depth >= DEEP) return fc.constant([]);
  const open = nodes.some((node) => node.additionalProperties !== undefined && node.additionalProperties !== false);
  const patterns = nodes.flatMap((node) => (isNode(node.patternProperties) ? Object.keys(node.patternProperties) : []));
  const named = [
    ...patterns.map((pattern) => strings([{ pattern }])),
    ...(open ? [fc.constantFrom("k1", "ключ")] : []),
  ];
  if (named.length === 0) return fc.constant([]);
  const entry = fc
    .oneof(...named)
    .chain((name) => valueFor(root, nodes, name, depth).map((value) => [name, value] as const));
  return fc.array(entry, { maxLength: 2 });
}

function valueFor(root: JsonSchema, nodes: Alternative, name: string, depth: number): Json {
  return fromSchemas(
    root,
    nodes.flatMap((node) => propertySchemas(node, name)),
    depth + 1,
  );
}

function propertySchemas(node: Node, name: string): unknown[] {
  const found: unknown[] = [];
  if (isNode(node.properties) && Object.hasOwn(node.properties, name)) found.push(node.properties[name]);
  for (const [pattern, schema] of Object.entries(isNode(node.patternProperties) ? node.patternProperties : {})) {
    if (new RegExp(pattern, "u").test(name)) found.push(schema);
  }
  return found.length > 0 ? found : [node.additionalProperties ?? true];
}
