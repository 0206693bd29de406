import { dirname, relative, resolve, sep } from "node:path";
import { type Diagnostic, diagnostic, type Place } from "../diagnostic.js";
import { boundaryOf } from "./documents-boundary.js";
import { diskTree, type FileTree } from "./file-tree.js";
import { inGitFolder } from "./output-paths.js";
import { checkCount, type PlanResult } from "./read-config.js";
import { registryFolderName } from "./registry/registry-folder-name.js";
import { isInside } from "./source-folder.js";

/**
 * The plan for documents that know nothing of us: no config, no definitions, TypeScript into one folder.
 * @param folder - absolute; what the glob is relative to
 * @param out - absolute; where the TypeScript goes; absent where nothing will be written
 * @param tree - where they are read: the disk, or a commit
 */
export async function planAny(
  folder: string,
  pattern: string,
  out?: string,
  tree: FileTree = diskTree,
): Promise<PlanResult> {
  const registry = resolve(folder, registryFolderName);
  const documents = (await tree.find(folder, pattern)).filter((file) => !isInside(registry, file));
  const root = commonFolder(documents) ?? folder;
  const source = { file: "", line: 1, column: 1 };
  const diagnostics = [...checkCount(documents.length, pattern, source), ...checkOut(documents, source, out)];
  if (diagnostics.length > 0) return { root: folder, diagnostics };
  const plan = {
    mode: "any" as const,
    documentsFolder: root,
    boundary: boundaryOf(root),
    root,
    documents: documents.map((path) => relative(root, path).split(sep).join("/")),
    registry,
    outputRoot: resolve(out ?? folder),
    contracts: "",
    ...(out === undefined ? {} : { generated: relative(root, out).split(sep).join("/") }),
    places: { contracts: source, definitions: source },
    pattern,
    inputs: [],
    retention: {},
    approvals: [],
    source,
  };
  return { plan, root, diagnostics };
}

function checkOut(documents: readonly string[], at: Place, out: string | undefined): readonly Diagnostic[] {
  if (out === undefined) return [];
  if (inGitFolder(out)) {
    const message = "The folder to write to lies in a folder of git's own.";
    return [diagnostic("output-illegal", { at, message, hint: "Give --out a path outside of .git." })];
  }
  if (!documents.some((path) => dirname(path) === resolve(out))) return [];
  const message = "The folder to write to is the documents' own.";
  return [diagnostic("output-collision", { at, message, hint: "Give --out a folder of its own." })];
}

function commonFolder(paths: readonly string[]): string | undefined {
  let folder = paths[0] === undefined ? undefined : dirname(paths[0]);
  for (const path of paths) while (folder !== undefined && !isInside(folder, path)) folder = dirname(folder);
  return folder;
}
