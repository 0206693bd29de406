import { formatPointer } from "../pointer.js";

/** The JSON pointer of an object within another; `""` for the whole and for what is not in there. */
export function pointerOf(root: unknown, wanted: object | undefined): string {
  const seen = new Set<unknown>();
  const waiting: { readonly value: unknown; readonly path: readonly string[] }[] = [{ value: root, path: [] }];
  for (const { value, path } of waiting) {
    if (value === wanted) return formatPointer(path);
    if (typeof value !== "object" || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [key, child] of Object.entries(value)) waiting.push({ value: child, path: [...path, key] });
  }
  return "";
}
