import type { JsonSchema } from "@insaka/schema";
import { isNode } from "./alternatives.js";

/** More names than this say nothing new. */
const MOST = 64;

/** The names that a schema gives to properties, anywhere in it: what a stranger's message may happen to use already. */
export function declaredNames(schema: JsonSchema): readonly string[] {
  const found = new Set<string>();
  const open: unknown[] = [schema];
  while (open.length > 0 && found.size < MOST) {
    const node = open.pop();
    if (Array.isArray(node)) open.push(...node);
    if (!isNode(node)) continue;
    if (isNode(node.properties)) for (const name of Object.keys(node.properties)) found.add(name);
    open.push(...Object.values(node));
  }
  return [...found].slice(0, MOST).sort();
}
