import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/**
 * Where a project's cache is: in the `node_modules/.cache` nearest above it, as tools of this world do, else in the user's own cache
 * folder. Never in a folder that others may write to: who can plant a cache can plant what is generated.
 * @param folder - absolute
 */
export function cacheFolder(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const packages = join(at, "node_modules");
    if (isOurs(packages)) return join(packages, ".cache", "insaka");
    if (dirname(at) === at) break;
  }
  const stated = process.env.XDG_CACHE_HOME ?? "";
  return join(isAbsolute(stated) ? stated : join(homedir(), ".cache"), "insaka");
}

/** A folder of this user's that not everybody may write to. A `node_modules` in a folder above that all may use is somebody else's. */
function isOurs(folder: string): boolean {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return false;
  // Where there are no users and no modes, there is nothing to ask.
  if (process.getuid === undefined) return true;
  return found.uid === process.getuid() && (found.mode & 0o002) === 0;
}

/** A name for a file of the cache that belongs to what these texts say and to nothing else. */
export function cacheName(kind: string, ...texts: readonly string[]): string {
  return `${createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 32)}.${kind}.json`;
}
