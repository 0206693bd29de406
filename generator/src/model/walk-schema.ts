import { type DocumentSet, follow, placeKey, refText } from "../read/document-set.js";
import { child, isMapping, items, members, type Node } from "../read/node.js";
import { schemaHolders } from "./schema-keywords.js";

/** The schemas directly within a schema. */
export function subschemas(schema: Node): readonly Node[] {
  const found: Node[] = [];
  for (const [keyword, kind] of schemaHolders) {
    const node = child(schema, keyword);
    if (node === undefined) continue;
    if (kind === "map") found.push(...members(node).map(([, member]) => member));
    else if (Array.isArray(node.value)) found.push(...items(node));
    else found.push(node);
  }
  return found.filter((node) => isMapping(node.value));
}

/**
 * What the `$ref`s below some schemas lead to in the end, by place. These become shared types. A schema that is itself a
 * reference counts as what it refers to, so a payload that is only a `$ref` does not need a type beside its own.
 */
export function referredSchemas(set: DocumentSet, roots: readonly Node[]): ReadonlyMap<string, Node> {
  const targets = new Map<string, Node>();
  const visited = new Set<unknown>();
  const open = roots.map((root) => follow(set, root));
  for (let schema = open.pop(); schema !== undefined || open.length > 0; schema = open.pop()) {
    // What stands at two places, by an anchor of YAML, says the same at both.
    if (schema === undefined || visited.has(schema.value)) continue;
    visited.add(schema.value);
    for (const sub of subschemas(schema)) {
      const target = follow(set, sub);
      if (target !== undefined && refText(sub.value) !== undefined) targets.set(placeKey(target), target);
      open.push(target);
    }
  }
  return targets;
}
