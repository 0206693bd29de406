import { refText } from "./document-set.js";
import type { Node } from "./node.js";
import { walkObjects } from "./walk-objects.js";

/** A `$ref` as it stands in a file. */
export interface FoundReference {
  /** The object that holds the `$ref`. */
  readonly at: Node;
  readonly ref: string;
  /** Other keys of that object: whoever resolves the reference loses them without a word. */
  readonly beside: readonly string[];
}

/** Lists every `$ref` of a file, in the order of the file. */
export function findReferences(file: string, value: unknown): readonly FoundReference[] {
  const found: FoundReference[] = [];
  walkObjects(file, value, (object, node) => {
    const ref = refText(object);
    if (ref === undefined) return true;
    found.push({ at: node(), ref, beside: Object.keys(object).filter((key) => key !== "$ref") });
    return false;
  });
  return found;
}
