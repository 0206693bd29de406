import { type Diagnostic, diagnostic } from "../diagnostic.js";
import { type DocumentSet, follow, placeKey, placeOf, type References } from "./document-set.js";
import { limits } from "./limits.js";
import { child, isMapping, items, joinPointer, members, type Node } from "./node.js";
import type { AimedReference } from "./resolve-references.js";

/** Keywords whose schemas judge the same value as the schema that they stand in. */
const inPlaceKeywords: readonly string[] = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else"];

/** Reports schemas that judge the same value by themselves again, without end: whoever puts targets in the place of references would not come back. */
export function selfReferences(set: DocumentSet, references: readonly AimedReference[]): readonly Diagnostic[] {
  const texts = new Map(references.map(({ at, ref }) => [placeKey(at), ref]));
  const closing = new Map<string, Node>();
  const done = new Set<string>();
  for (const { at } of references) walkInPlace(set, at, done, closing);
  return [...closing].flatMap(([key, node]) => {
    // A circle of bare references has been reported as one.
    if (follow(set, node) === undefined) return [];
    const place = placeOf(set, { ...node, pointer: joinPointer(node.pointer, "$ref") }, "value");
    const message = `"${texts.get(key)}" makes the schema judge the same value by itself again, without end.`;
    const hint = "Refer to the schema from a property or an item, or write out what is meant.";
    return [diagnostic("ref-circular", { at: place, message, hint })];
  });
}

interface Step {
  readonly node: Node;
  readonly open: Node[];
}

/** Goes through what judges the same value; collects the references that lead back to where the way came from. */
function walkInPlace(set: DocumentSet, start: Node, done: Set<string>, closing: Map<string, Node>): void {
  const above = new Set<string>();
  const way: Step[] = [];
  const enter = (node: Node): void => {
    done.add(placeKey(node));
    above.add(placeKey(node));
    way.push({ node, open: inPlace(set, node) });
  };
  if (!done.has(placeKey(start))) enter(start);
  for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
    const next = step.open.pop();
    if (next === undefined) {
      above.delete(placeKey(step.node));
      way.pop();
    } else if (above.has(placeKey(next))) {
      // Every way starts at a reference: where the last step is none, it leads back to that start.
      const closes = set.references.has(step.node.value) ? step.node : next;
      closing.set(placeKey(closes), closes);
    } else if (!done.has(placeKey(next))) enter(next);
  }
}

function inPlace(set: DocumentSet, node: Node): Node[] {
  const target = set.references.get(node.value);
  if (target !== undefined) return [target];
  const found = inPlaceKeywords.flatMap((keyword) => {
    const below = child(node, keyword);
    return below === undefined ? [] : Array.isArray(below.value) ? items(below) : [below];
  });
  return [...found, ...members(child(node, "dependencies")).map(([, member]) => member)].filter((below) =>
    isMapping(below.value),
  );
}

/** Reports references that multiply, so that next to no end is left. The official parser would not come back. */
export function multiplications(set: DocumentSet, references: readonly AimedReference[]): readonly Diagnostic[] {
  const sizes = new Map<unknown, number>();
  const reported = new Map<string, Diagnostic>();
  for (const { at, ref } of references) {
    if (reported.has(at.file) || sizeOrEndless(set.references, sizes, at.value) <= limits.expansion) continue;
    const place = placeOf(set, { ...at, pointer: joinPointer(at.pointer, "$ref") }, "value");
    const message = `"${ref}" stands for more than ${limits.expansion} values once all references in it are followed.`;
    const hint = "Let fewer references lead to what itself has many references.";
    reported.set(at.file, diagnostic("document-too-large", { at: place, message, hint }));
  }
  return [...reported.values()];
}

function sizeOrEndless(references: References, sizes: Map<unknown, number>, value: unknown): number {
  try {
    return sizeOf(references, sizes, value);
  } catch (error) {
    // A chain of references so long that it ends the stack ends the official parser's too.
    if (error instanceof RangeError) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

/** How many values a value comes to. Each target is counted once, and nothing for a reference back into itself. */
function sizeOf(references: References, sizes: Map<unknown, number>, value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  const target = references.get(value);
  if (target === undefined) {
    let size = 1;
    for (const member of Object.values(value)) size += sizeOf(references, sizes, member);
    return size;
  }
  const of = target.value;
  if (typeof of !== "object" || of === null) return 1;
  const known = sizes.get(of);
  if (known !== undefined) return known;
  sizes.set(of, 0);
  const size = sizeOf(references, sizes, of);
  sizes.set(of, size);
  return size;
}
