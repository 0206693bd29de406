import { isObject, type JsonSchema } from "../json.js";
import { resolvePointer, splitPointer } from "../pointer.js";
import { SchemaError } from "../schema-error.js";

/** References and members of `allOf` within each other that are looked through. */
const DEEPEST = 16;

/** What a branch of a union surely says of the property that tells branches apart. */
interface Branch {
  /** The texts that it allows there; undefined where it does not say. */
  readonly values: ReadonlySet<string> | undefined;
  readonly isRequired: boolean;
  readonly isObject: boolean;
}

const NOTHING: Branch = { values: undefined, isRequired: false, isObject: false };

/**
 * The form of a `oneOf` with a `discriminator` that ajv judges by one look at the property, instead of trying every branch; undefined where
 * that could say something else than `oneOf` does. For this each branch must be an object, must demand the property and must allow
 * texts of its own there.
 * @param union - the schema as the document has it
 * @param copies - its branches as they are given to ajv
 * @param root - the whole schema, in which `#/definitions/...` leads somewhere
 */
export function discriminated(
  union: { readonly [keyword: string]: unknown },
  copies: readonly unknown[],
  root: JsonSchema,
): { readonly type: string; readonly discriminator: object; readonly oneOf: readonly object[] } | undefined {
  const { discriminator: property, oneOf } = union;
  if (typeof property !== "string" || !Array.isArray(oneOf) || "$ref" in union || oneOf.length !== copies.length)
    return undefined;
  if (union.type !== undefined && union.type !== "object") return undefined;
  const taken = new Set<string>();
  const branches: object[] = [];
  for (const [index, branch] of oneOf.entries()) {
    const { values, isRequired, isObject: isOne } = branchOf(branch, property, root, 0);
    if (values === undefined || !isRequired || !(isOne || union.type === "object")) return undefined;
    // Two branches of one value could both hold; ajv looks inherited names up in an object.
    if ([...values].some((value) => taken.has(value) || value in {})) return undefined;
    for (const value of values) taken.add(value);
    branches.push({ required: [property], properties: { [property]: { enum: [...values] } }, allOf: [copies[index]] });
  }
  return branches.length === 0
    ? undefined
    : { type: "object", discriminator: { propertyName: property }, oneOf: branches };
}

function branchOf(schema: unknown, property: string, root: JsonSchema, depth: number): Branch {
  // An `$id` would change what the references below it lead to.
  if (!isObject(schema) || depth > DEEPEST || "$id" in schema) return NOTHING;
  if (typeof schema.$ref === "string") return branchOf(target(schema.$ref, root), property, root, depth + 1);
  const { properties, required, type, allOf } = schema;
  const own = isObject(properties) && Object.hasOwn(properties, property) ? properties[property] : undefined;
  const parts = [
    {
      values: valuesOf(own),
      isRequired: Array.isArray(required) && required.includes(property),
      isObject: type === "object",
    },
    ...(Array.isArray(allOf) ? allOf.map((part) => branchOf(part, property, root, depth + 1)) : []),
  ];
  // What any part of it says holds for the whole.
  return {
    values: parts.find(({ values }) => values !== undefined)?.values,
    isRequired: parts.some(({ isRequired }) => isRequired),
    isObject: parts.some((part) => part.isObject),
  };
}

function valuesOf(schema: unknown): ReadonlySet<string> | undefined {
  if (!isObject(schema) || "$ref" in schema) return undefined;
  const values = Array.isArray(schema.enum) ? schema.enum : Object.hasOwn(schema, "const") ? [schema.const] : [];
  const texts = values.filter((value) => typeof value === "string");
  return texts.length === 0 || texts.length < values.length ? undefined : new Set(texts);
}

function target(reference: string, root: JsonSchema): unknown {
  if (!reference.startsWith("#/") || (isObject(root) && "$id" in root)) return undefined;
  try {
    return resolvePointer(root, splitPointer(decodeURIComponent(reference.slice(1))));
  } catch (error) {
    if (error instanceof SchemaError || error instanceof URIError) return undefined;
    throw error;
  }
}
