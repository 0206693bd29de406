import { createHash } from "node:crypto";
import { inWords } from "../recall.js";
import { type DocumentSet, placeKey } from "./document-set.js";
import type { Node } from "./node.js";
import type { AimedReference } from "./resolve-references.js";

/**
 * Tells what a document leads to in other files: for each such part its place and the SHA-256 of what it says. Two runs in which a
 * document and these are the same show the same to whoever follows its references; other parts of those files do not matter.
 */
export function partsLedTo(
  set: Pick<DocumentSet, "references">,
  references: readonly AimedReference[],
): (document: string) => readonly string[] {
  const byFile = new Map<string, Node[]>();
  for (const { at } of references) {
    const known = byFile.get(at.file);
    if (known === undefined) byFile.set(at.file, [at]);
    else known.push(at);
  }
  const inner = new Map<string, readonly Node[]>();
  /** The references in a part. */
  const innerOf = (part: Node): readonly Node[] => {
    const key = placeKey(part);
    const known = inner.get(key);
    if (known !== undefined) return known;
    const { file, pointer } = part;
    const found = (byFile.get(file) ?? []).filter(
      (each) => each.pointer === pointer || each.pointer.startsWith(`${pointer}/`),
    );
    inner.set(key, found);
    return found;
  };
  const digests = new Map<string, string>();
  const digestOf = (part: Node): string => {
    const key = placeKey(part);
    const digest = digests.get(key) ?? createHash("sha256").update(inWords(part.value)).digest("hex");
    digests.set(key, digest);
    return digest;
  };
  return (document) => {
    const parts = new Map<string, string>();
    const open = [...(byFile.get(document) ?? [])];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const part = set.references.get(at.value);
      if (part === undefined || part.file === document || parts.has(placeKey(part))) continue;
      parts.set(placeKey(part), digestOf(part));
      open.push(...innerOf(part));
    }
    return [...parts].map(([place, digest]) => `${place} ${digest}`).sort();
  };
}
