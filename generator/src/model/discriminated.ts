import { type DocumentSet, follow, refText } from "../read/document-set.js";
import { child, isMapping, items, type Node, splitPointer, text } from "../read/node.js";

/** Members of `allOf` within each other that are looked through for a property. */
const deepest = 16;

/** What tells a branch of a union apart from the others. */
export interface Tag {
  readonly property: string;
  /** The name of the branch's schema, as the document has it: what the property holds. */
  readonly value: string;
}

/**
 * What AsyncAPI's `discriminator` says of a branch: the property that it names holds the name of the branch's schema. Undefined where
 * the branch has no name, does not declare the property, or states its values itself.
 * @param union - the schema with the discriminator
 */
export function tagOf(set: DocumentSet, union: Node, branch: Node): Tag | undefined {
  const property = text(child(union, "discriminator"));
  const target = follow(set, branch);
  if (property === undefined || refText(branch.value) === undefined || target === undefined) return undefined;
  const value = splitPointer(target.pointer)?.at(-1);
  if (value === undefined || declared(set, target, property) !== "freely") return undefined;
  return { property, value };
}

/** How a schema declares a property: with any value, or with values of its own; undefined where it does not. */
function declared(set: DocumentSet, schema: Node, property: string, depth = 0): "freely" | "with values" | undefined {
  if (depth > deepest) return undefined;
  const own = follow(set, child(child(schema, "properties") ?? schema, property));
  const isOwn = isMapping(child(schema, "properties")?.value) && own !== undefined;
  const states = isOwn && ["const", "enum", "$ref"].some((keyword) => child(own, keyword) !== undefined);
  if (states) return "with values";
  const parts = items(child(schema, "allOf")).map((part) => {
    const target = follow(set, part);
    return target === undefined ? undefined : declared(set, target, property, depth + 1);
  });
  if (parts.includes("with values")) return "with values";
  return isOwn || parts.includes("freely") ? "freely" : undefined;
}
