import { formatPointer } from "../pointer.js";

/** The JSON pointer of an object within another; `""` for the whole and for what is not in there. */
export function pointerOf(root: unknown, wanted: object | undefined): string {
  const above = new Map<unknown, readonly [holder: unknown, key: string]>();
  const waiting = [root];
  for (const holder of waiting) {
    if (holder === wanted) break;
    if (typeof holder !== "object" || holder === null) continue;
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value !== "object" || value === null || value === root || above.has(value)) continue;
      above.set(value, [holder, key]);
      waiting.push(value);
    }
  }
  const tokens: string[] = [];
  for (let at = above.get(wanted); at !== undefined; at = above.get(at[0])) tokens.unshift(at[1]);
  return formatPointer(tokens);
}
