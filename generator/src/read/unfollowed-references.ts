import type { Diagnostic } from "../diagnostic.js";
import type { DocumentSet, References } from "./document-set.js";
import { own, splitPointer } from "./node.js";

/** What is wrong with a reference that can be read, but not followed. */
const unfollowed: ReadonlySet<string> = new Set(["ref-remote", "ref-circular"]);

/**
 * Lets what cannot be followed stand for anything, and says so: documents that others have written are not for us to mend, and the
 * official parser takes them where it reaches the network.
 */
export function leaveUnfollowed(
  { files, references }: Pick<DocumentSet, "files" | "references">,
  diagnostics: readonly Diagnostic[],
): { readonly references: References; readonly diagnostics: readonly Diagnostic[] } {
  const all = new Map(references);
  const told = diagnostics.map((item): Diagnostic => {
    if (!unfollowed.has(item.code) || item.pointer === undefined) return item;
    const { file } = item;
    const pointer = item.pointer.replace(/\/\$ref$/, "");
    const holder = valueAt(files.get(file)?.value, pointer);
    if (holder !== undefined) all.set(holder, { file, pointer, value: {} });
    return { ...item, severity: "warning", message: `${item.message} What it stands for is unknown here.` };
  });
  return { references: all, diagnostics: told };
}

function valueAt(root: unknown, pointer: string): unknown {
  const step = (value: unknown, token: string): unknown =>
    Array.isArray(value) ? value[Number(token)] : own(value, token);
  return splitPointer(pointer)?.reduce(step, root);
}
