import type { JsonSchema } from "@insaka/schema";
import { isMapping } from "../read/node.js";
import { schemaKeywords } from "./schema-keywords.js";

/** A schema written as an object. */
export type SchemaObject = Readonly<Record<string, unknown>>;

/**
 * A canonical schema with each of its schema objects edited, the innermost first.
 * @param edit - gets an object whose subschemas are edited already, and a JSON pointer to it
 */
export function rewriteSchema(
  schema: JsonSchema,
  edit: (part: SchemaObject, pointer: string) => SchemaObject,
): JsonSchema {
  const rewrite = (value: unknown, pointer: string): unknown => {
    if (!isMapping(value)) return value;
    const entries = Object.entries(value).map(([keyword, child]): [string, unknown] => {
      const at = `${pointer}/${keyword}`;
      const kind = keyword === "definitions" ? "map" : schemaKeywords.get(keyword);
      if (kind === undefined || kind === "value" || kind === "annotation") return [keyword, child];
      return [keyword, kind === "map" || Array.isArray(child) ? rewriteEach(child, at) : rewrite(child, at)];
    });
    return edit(Object.fromEntries(entries), pointer);
  };
  const rewriteEach = (members: unknown, at: string): unknown => {
    if (Array.isArray(members)) return members.map((member, index) => rewrite(member, `${at}/${index}`));
    if (!isMapping(members)) return members;
    return Object.fromEntries(
      Object.entries(members).map(([name, member]) => [name, rewrite(member, `${at}/${name}`)]),
    );
  };
  return rewrite(schema, "") as JsonSchema;
}
