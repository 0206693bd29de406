import { resolve, sep } from "node:path";
import { type FileSystemAdapter, glob } from "tinyglobby";

/**
 * The files that a glob matches below a folder, as absolute paths, sorted. Symbolic links are: what leads outside is told when it is read.
 * @param fs - where to look, instead of the disk
 */
export async function findDocuments(
  folder: string,
  pattern: string,
  fs?: FileSystemAdapter,
): Promise<readonly string[]> {
  const found = await glob(pattern.split(sep).join("/"), {
    cwd: folder,
    absolute: true,
    onlyFiles: true,
    followSymbolicLinks: true,
    expandDirectories: false,
    ignore: ["**/node_modules/**"],
    ...(fs === undefined ? {} : { fs }),
  });
  return found.map((path) => resolve(path)).sort();
}
