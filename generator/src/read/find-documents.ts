import { resolve, sep } from "node:path";
import { glob } from "tinyglobby";

/** The files that a glob matches below a folder, as absolute paths, sorted. Symbolic links are: what leads outside is told when it is read. */
export async function findDocuments(folder: string, pattern: string): Promise<readonly string[]> {
  const found = await glob(pattern.split(sep).join("/"), {
    cwd: folder,
    absolute: true,
    onlyFiles: true,
    followSymbolicLinks: true,
    expandDirectories: false,
    ignore: ["**/node_modules/**"],
  });
  return found.map((path) => resolve(path)).sort();
}
