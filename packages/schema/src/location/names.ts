import { isObject } from "../json.js";
import { compileMatcher, type Matcher } from "../pattern/compile-matcher.js";
import type { SchemaNode } from "./reference-index.js";

/** What the in-place subschemas of one place say about names. */
export interface DeclaredNames {
  readonly names: ReadonlySet<string>;
  readonly patterns: ReadonlyMap<string, Matcher>;
  /** True if one of them states `additionalProperties` other than false, a `const` or an `enum`. */
  readonly stated: boolean;
}

/**
 * names(L) of the view rule: all names in `properties`, `required` and `dependencies` (the keys and the listed names),
 * and all patterns. A node with a `$ref` is only its target, so it states nothing itself.
 * @throws SchemaError for a pattern that is no regular expression.
 */
export function declaredNames(nodes: Iterable<SchemaNode>): DeclaredNames {
  const names = new Set<string>();
  const patterns = new Map<string, Matcher>();
  let stated = false;
  for (const node of nodes) {
    if (typeof node.$ref === "string") continue;
    for (const name of namesOf(node)) names.add(name);
    if (isObject(node.patternProperties)) {
      for (const pattern of Object.keys(node.patternProperties)) patterns.set(pattern, compileMatcher(pattern));
    }
    stated ||= node.additionalProperties !== undefined && node.additionalProperties !== false;
    stated ||= node.const !== undefined || node.enum !== undefined;
  }
  return { names, patterns, stated };
}

/** The view rule: names are declared here, and nothing states what others may hold. */
export function isClosed({ names, patterns, stated }: DeclaredNames): boolean {
  return !stated && names.size + patterns.size > 0;
}

function namesOf(node: SchemaNode): string[] {
  const names: unknown[] = [];
  if (isObject(node.properties)) names.push(...Object.keys(node.properties));
  if (Array.isArray(node.required)) names.push(...node.required);
  if (isObject(node.dependencies)) {
    for (const [name, needs] of Object.entries(node.dependencies))
      names.push(name, ...(Array.isArray(needs) ? needs : []));
  }
  return names.filter((name) => typeof name === "string");
}
