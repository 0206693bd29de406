import type { Diagnostic } from "../diagnostic.js";
import type { Node } from "./node.js";

/** What is wrong with a reference that can be read, but not followed. */
const unfollowed: ReadonlySet<string> = new Set(["ref-remote", "ref-circular"]);

/**
 * Lets what cannot be followed stand for anything, and says so: documents that others have written are not for us to mend, and the
 * official parser takes them where it reaches the network.
 * @param references - from the place of each `$ref` to what it refers to
 */
export function leaveUnfollowed(
  references: ReadonlyMap<string, Node>,
  diagnostics: readonly Diagnostic[],
): { readonly references: ReadonlyMap<string, Node>; readonly diagnostics: readonly Diagnostic[] } {
  const all = new Map(references);
  const told = diagnostics.map((item): Diagnostic => {
    if (!unfollowed.has(item.code) || item.pointer === undefined) return item;
    const { file } = item;
    const pointer = item.pointer.replace(/\/\$ref$/, "");
    all.set(`${file}#${pointer}`, { file, pointer, value: {} });
    return { ...item, severity: "warning", message: `${item.message} What it stands for is unknown here.` };
  });
  return { references: all, diagnostics: told };
}
