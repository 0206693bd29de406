import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryName } from "./temporary-name.js";

/** Writes a file of the cache in one step. Where that cannot be done there is no cache: nothing depends on one. */
export function writeCache(path: string, text: string): void {
  const temporary = join(dirname(path), temporaryName());
  try {
    // For this user alone: whoever could write here could choose what is generated.
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, text, { flag: "wx", mode: 0o600 });
    renameSync(temporary, path);
  } catch {
    rmSync(temporary, { force: true });
  }
}
