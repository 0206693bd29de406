import { formatPointer, type JsonSchema } from "@insaka/schema";
import { definitionOf, isSchemaObject, ownMember } from "./schema-object.js";

/** Where a schema describes a property, and the schema that stands there. */
interface Found {
  readonly pointer: string;
  readonly schema: unknown;
}

/**
 * A pointer into a canonical schema: where it describes what a pointer into its instances leads to. The deepest part that is
 * described, where the rest is not; the root where nothing is.
 * @param instance - JSON pointer into an instance; `*` stands for any index or undeclared name
 */
export function propertyPointer(schema: JsonSchema, instance: string): string {
  let at: Found = { pointer: "", schema };
  for (const token of tokensOf(instance)) {
    const next = step(schema, at, token, new Set());
    if (next === undefined) break;
    at = next;
  }
  return at.pointer;
}

function tokensOf(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}

const combining = ["allOf", "anyOf", "oneOf"] as const;

/** One token further, through references and combinations; `undefined` where nothing tells of the token. */
function step(root: JsonSchema, from: Found, token: string, seen: Set<unknown>): Found | undefined {
  const { pointer, schema } = from;
  if (!isSchemaObject(schema) || seen.has(schema)) return undefined;
  seen.add(schema);
  const to = (...tokens: readonly (string | number)[]): Found | undefined => {
    let found: unknown = schema;
    for (const part of tokens) found = Array.isArray(found) ? found[Number(part)] : ownMember(found, String(part));
    return found === undefined ? undefined : { pointer: pointer + formatPointer(tokens), schema: found };
  };
  const direct = to("properties", token) ?? itemOf(schema, token, to);
  if (direct !== undefined) return direct;
  const target = definition(root, schema.$ref);
  if (target !== undefined) {
    const found = step(root, target, token, seen);
    if (found !== undefined) return found;
  }
  for (const keyword of combining) {
    const members: unknown = schema[keyword];
    for (const [index] of (Array.isArray(members) ? members : []).entries()) {
      const member = to(keyword, index);
      const found = member === undefined ? undefined : step(root, member, token, seen);
      if (found !== undefined) return found;
    }
  }
  return isSchemaObject(schema.additionalProperties) ? to("additionalProperties") : undefined;
}

function itemOf(
  schema: Readonly<Record<string, unknown>>,
  token: string,
  to: (...tokens: readonly (string | number)[]) => Found | undefined,
): Found | undefined {
  if (token !== "*" && !/^(?:0|[1-9]\d*)$/.test(token)) return undefined;
  if (Array.isArray(schema.items)) return to("items", token) ?? to("additionalItems");
  return to("items");
}

/** What a `#/definitions/<Name>` leads to. */
function definition(root: JsonSchema, ref: unknown): Found | undefined {
  const schema = definitionOf(root, ref);
  return schema === undefined ? undefined : { pointer: String(ref).slice(1), schema };
}
