import { isObject, type JsonSchema } from "../json.js";
import { compileMatcher } from "../pattern/compile-matcher.js";
import { arrayIndex, childPointer, formatPointer, resolvePointer, splitPointer } from "../pointer.js";
import { SchemaError } from "../schema-error.js";
import type { SchemaNode } from "./reference-index.js";

/** A subschema and the JSON pointer to it within the whole schema. */
interface Found {
  readonly schema: unknown;
  readonly pointer: string;
}

/**
 * The JSON pointer of the subschema that describes a place of an instance: `/principal/amount` may lead to
 * `/definitions/Money/properties/amount`. Where nothing describes the place, that of the nearest place above it. Goes
 * through `$ref`s within the schema and through every keyword that judges in place; of several subschemas the first counts.
 * @throws SchemaError for a text that is no JSON pointer, and for a pattern that is no regular expression.
 */
export function describingSchema(schema: JsonSchema, instancePointer: string): string {
  let here: readonly Found[] = [{ schema, pointer: "" }];
  for (const token of splitPointer(instancePointer)) {
    const below = inPlace(schema, here).flatMap((found) => childrenAt(found, token));
    // What names the property comes before what speaks of all others.
    const next = [...below.filter(({ named }) => named), ...below.filter(({ named }) => !named)];
    if (next.length === 0) break;
    here = next;
  }
  return here[0]?.pointer ?? "";
}

/** Everything that judges the same place, in the order of the keywords; what stands under `not` comes last. */
function inPlace(root: JsonSchema, starts: readonly Found[]): { node: SchemaNode; pointer: string }[] {
  const found = new Map<SchemaNode, string>();
  const visit = (at: Found): void => {
    const { schema: node, pointer } = at;
    if (!isObject(node) || found.has(node)) return;
    found.set(node, pointer);
    // Keywords beside a `$ref` are ignored.
    if (typeof node.$ref === "string") {
      visit(target(root, node.$ref));
      return;
    }
    for (const keyword of ["allOf", "anyOf", "oneOf"]) for (const each of members(at, keyword)) visit(each);
    for (const keyword of ["if", "then", "else"]) visit(child(at, keyword));
    for (const each of members(at, "dependencies")) visit(each);
    visit(child(at, "not"));
  };
  starts.forEach(visit);
  return [...found].map(([node, pointer]) => ({ node, pointer }));
}

function target(root: JsonSchema, reference: string): Found {
  const pointer = reference.startsWith("#") ? decoded(reference.slice(1)) : undefined;
  try {
    const tokens = pointer === undefined ? undefined : splitPointer(pointer);
    if (tokens !== undefined) return { schema: resolvePointer(root, tokens), pointer: formatPointer(tokens) };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
  }
  return { schema: undefined, pointer: "" };
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function childrenAt(
  { node, pointer }: { node: SchemaNode; pointer: string },
  token: string,
): (Found & { readonly named: boolean })[] {
  if (typeof node.$ref === "string") return [];
  const at = { schema: node, pointer };
  const named = isObject(node.properties) ? [child(child(at, "properties"), token)] : [];
  const patterned = members(at, "patternProperties").filter((each) => compileMatcher(each.token).test(token));
  const index = arrayIndex(token);
  const element = index === undefined ? [] : [elementAt(at, index), child(at, "contains")];
  const others = [...element, child(at, "additionalProperties")];
  const list = [...[...named, ...patterned].map((each) => ({ ...each, named: true })), ...others];
  return list
    .filter(({ schema }) => isObject(schema) || schema === false || schema === true)
    .map((each) => ({ schema: each.schema, pointer: each.pointer, named: "named" in each }));
}

function elementAt(at: { readonly schema: SchemaNode; readonly pointer: string }, index: number): Found {
  const { items } = at.schema;
  if (!Array.isArray(items)) return child(at, "items");
  return index < items.length ? child(child(at, "items"), String(index)) : child(at, "additionalItems");
}

function child({ schema, pointer }: Found, token: string): Found {
  return { schema: resolvePointer(schema, [token]), pointer: childPointer(pointer, token) };
}

function members(at: Found, keyword: string): (Found & { readonly token: string })[] {
  const map = child(at, keyword);
  const tokens = typeof map.schema === "object" && map.schema !== null ? Object.keys(map.schema) : [];
  return tokens.map((token) => ({ ...child(map, token), token }));
}
