import { lstatSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";

/** Thrown where a generated path would lie outside of the output folder. The config's check should have seen it before. */
export class OutsideOutputFolder extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`"${path}" lies outside of the output folder; nothing was written.`);
    this.name = "OutsideOutputFolder";
    this.path = path;
  }
}

/**
 * The absolute path of an output file, checked by name and by what the folders on the way to it really are.
 * @throws OutsideOutputFolder where it leaves the root by `..`, as an absolute path, or by a symbolic link
 */
export function insideOutput(root: string, path: string): string {
  const absolute = resolve(root, ...path.split("/"));
  if (isAbsolute(path) || path.includes("\0") || !contains(root, absolute)) throw new OutsideOutputFolder(path);
  const existing = nearestExisting(absolute);
  // Where the root itself does not exist yet, nothing below it can be a link.
  if (!contains(root, existing)) return absolute;
  const real = realOrNone(existing);
  if (real === undefined || !contains(realpathSync.native(root), real)) throw new OutsideOutputFolder(path);
  return absolute;
}

/**
 * The same for a look at many files at once: what a folder on the way really is, is asked once. Whoever writes asks for each file anew.
 * @throws OutsideOutputFolder, as `insideOutput`
 */
export function insideOutputs(root: string): (path: string) => string {
  const folders = new Map<string, boolean>();
  let real: string | undefined;
  const leadsInside = (existing: string): boolean => {
    // Where the root itself does not exist yet, nothing below it can be a link.
    if (!contains(root, existing)) return true;
    real ??= realpathSync.native(root);
    const target = realOrNone(existing);
    return target !== undefined && contains(real, target);
  };
  const isFolderInside = (folder: string): boolean => {
    const known = folders.get(folder) ?? leadsInside(nearestExisting(folder));
    folders.set(folder, known);
    return known;
  };
  return (path) => {
    const absolute = resolve(root, ...path.split("/"));
    if (isAbsolute(path) || path.includes("\0") || !contains(root, absolute)) throw new OutsideOutputFolder(path);
    const isLink = statOrNone(absolute)?.isSymbolicLink() === true;
    if (!isFolderInside(dirname(absolute)) || (isLink && !leadsInside(absolute))) throw new OutsideOutputFolder(path);
    return absolute;
  };
}

/** The path itself or the nearest folder above it that exists, links included. */
function nearestExisting(path: string): string {
  let at = path;
  while (dirname(at) !== at && statOrNone(at) === undefined) at = dirname(at);
  return at;
}

/** One call after the other, without waiting for a thread: with thousands of small files that is several times faster. */
function statOrNone(path: string): ReturnType<typeof lstatSync> {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A link that leads nowhere counts as leading out: what is written through it would land there. */
function realOrNone(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
