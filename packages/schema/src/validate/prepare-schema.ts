import type { JsonSchema } from "../json.js";
import { SchemaError } from "../schema-error.js";
import { discriminated } from "./discriminate.js";

/** Keywords whose value is an instance: nothing in there is a keyword. */
export const VALUES: ReadonlySet<string> = new Set(["const", "default", "enum", "examples"]);
/** Keywords whose value maps free names to subschemas: its keys are no keywords. */
export const NAME_MAPS: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependencies",
  "patternProperties",
  "properties",
]);
/**
 * Keywords that draft-07 does not know but ajv acts on: `nullable` widens a type, `$async` changes the return type, the
 * others throw. The type test leaves alone what only looks like a keyword, such as a property named `id`.
 */
const NOT_DRAFT_07: { readonly [keyword: string]: "boolean" | "string" | "any" } = {
  $anchor: "string",
  $async: "boolean",
  $dynamicAnchor: "string",
  $schema: "string",
  discriminator: "any",
  id: "string",
  nullable: "boolean",
};

/** A `$ref` stands alone in draft-07, but ajv checks a `type` beside it and lets an `$id` change what it is relative to. */
const NOT_BESIDE_REF: ReadonlySet<string> = new Set(["$id", "type"]);

/**
 * A copy of a schema that ajv reads exactly as draft-07 does.
 * @param refer - what becomes of each `$ref`
 * @throws SchemaError if the schema contains itself as an object; recursion is written as a `$ref`.
 */
export function prepareSchema(schema: JsonSchema, refer: (ref: string) => string = (ref) => ref): JsonSchema {
  return copy(schema, false, { above: new Set(), refer, root: schema }) as JsonSchema;
}

interface Copying {
  readonly above: Set<object>;
  readonly refer: (ref: string) => string;
  readonly root: JsonSchema;
}

function copy(value: unknown, inMap: boolean, copying: Copying): unknown {
  const { above } = copying;
  if (typeof value !== "object" || value === null) return value;
  if (above.has(value)) throw new SchemaError("the schema contains itself; write recursion as a $ref");
  above.add(value);
  const made = Array.isArray(value)
    ? value.map((member) => copy(member, false, copying))
    : copyObject(value, inMap, copying);
  above.delete(value);
  return made;
}

function copyObject(value: object, inMap: boolean, copying: Copying): object {
  const besideRef = !inMap && "$ref" in value && typeof value.$ref === "string";
  const entries = Object.entries(value).filter(
    ([key, child]) => inMap || (isDraft07(key, child) && !(besideRef && NOT_BESIDE_REF.has(key))),
  );
  const made = Object.fromEntries(
    entries.map(([key, child]) => {
      if (!inMap && VALUES.has(key)) return [key, child];
      if (!inMap && key === "$ref" && typeof child === "string") return [key, copying.refer(child)];
      return [key, copy(child, !inMap && NAME_MAPS.has(key), copying)];
    }),
  );
  return inMap ? made : containsApart(prototypeApart(byKind(made, value as SchemaNode, copying)));
}

type SchemaNode = { readonly [keyword: string]: unknown };

function byKind(made: SchemaNode, { discriminator, ...rest }: SchemaNode, { root }: Copying): SchemaNode {
  if (typeof discriminator !== "string" || !Array.isArray(made.oneOf)) return made;
  return { ...made, ...discriminated({ discriminator, ...rest }, made.oneOf, root) };
}

/** ajv passes over a property of the name `__proto__`, which `JSON.parse` delivers as any other; by a pattern it is judged. */
function prototypeApart(schema: SchemaNode): SchemaNode {
  const { properties, patternProperties } = schema;
  if (typeof properties !== "object" || properties === null || !Object.hasOwn(properties, "__proto__")) return schema;
  const own = Object.entries(properties).find(([name]) => name === "__proto__")?.[1];
  return { ...schema, patternProperties: { ...(patternProperties as object | undefined), "^__proto__$": own } };
}

/** ajv asks nothing more of an empty array once it has looked at a tuple, so `contains` is said beside it as well. */
function containsApart(schema: SchemaNode): object {
  const { items, contains, allOf } = schema;
  if (!Array.isArray(items) || contains === undefined) return schema;
  return { ...schema, allOf: [...(Array.isArray(allOf) ? allOf : []), { contains }] };
}

function isDraft07(key: string, value: unknown): boolean {
  const left = Object.hasOwn(NOT_DRAFT_07, key) ? NOT_DRAFT_07[key] : undefined;
  return left !== "any" && left !== typeof value;
}
