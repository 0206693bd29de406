import { lstat, realpath } from "node:fs/promises";
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
export async function insideOutput(root: string, path: string): Promise<string> {
  const absolute = resolve(root, ...path.split("/"));
  if (isAbsolute(path) || path.includes("\0") || !contains(root, absolute)) throw new OutsideOutputFolder(path);
  const existing = await nearestExisting(absolute);
  // Where the root itself does not exist yet, nothing below it can be a link.
  if (!contains(root, existing)) return absolute;
  const real = await realpath(existing).catch(() => undefined);
  // A link that leads nowhere counts as leading out: what is written through it would land there.
  if (real === undefined || !contains(await realpath(root), real)) throw new OutsideOutputFolder(path);
  return absolute;
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** The path itself or the nearest folder above it that exists, links included. */
async function nearestExisting(path: string): Promise<string> {
  let at = path;
  while (dirname(at) !== at && (await lstat(at).catch(() => undefined)) === undefined) at = dirname(at);
  return at;
}
