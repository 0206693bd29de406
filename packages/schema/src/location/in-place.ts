import { isObject } from "../json.js";
import type { ResolveReference, SchemaNode } from "./reference-index.js";

const LISTS = ["allOf", "anyOf", "oneOf"] as const;
const SINGLES = ["not", "if", "then", "else"] as const;

/**
 * Every subschema that judges the same place as one of these: through `$ref`, `allOf`, `anyOf`, `oneOf`, `not`,
 * `if`/`then`/`else` and the schema form of `dependencies`. Boolean schemas say nothing about names and are left out.
 * Keywords beside a `$ref` are ignored, as draft-07 section 8.3 says. A circular `$ref` ends where it was seen.
 */
export function inPlace(starts: readonly unknown[], resolve: ResolveReference): ReadonlySet<SchemaNode> {
  const seen = new Set<SchemaNode>();
  const waiting: unknown[] = [...starts];
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!isObject(node) || seen.has(node)) continue;
    seen.add(node);
    if (typeof node.$ref === "string") {
      waiting.push(resolve(node, node.$ref));
      continue;
    }
    for (const keyword of LISTS) if (Array.isArray(node[keyword])) waiting.push(...node[keyword]);
    for (const keyword of SINGLES) waiting.push(node[keyword]);
    if (isObject(node.dependencies)) waiting.push(...Object.values(node.dependencies));
  }
  return seen;
}
