import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** Plain data as a text that tells whether all of it is there. */
export function seal(value: unknown): string {
  const text = JSON.stringify(value);
  return `${digest(text)}\n${text}`;
}

/** What was sealed; nothing where the file is absent, cut short or changed. */
export function readSealed(path: string): unknown {
  try {
    const text = readFileSync(path, "utf8");
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    return end > 0 && digest(body) === text.slice(0, end) ? (JSON.parse(body) as unknown) : undefined;
  } catch {
    // Whatever is wrong with a cache, the work is done without it.
    return undefined;
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
