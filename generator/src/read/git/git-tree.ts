import { relative, resolve, sep } from "node:path";
import { join, normalize } from "node:path/posix";
import type { FileTree } from "../file-tree.js";
import { findDocuments } from "../find-documents.js";
import { limits } from "../limits.js";
import { decodeFile, isInside, type ReadResult, refuse, type SourceFolder } from "../source-folder.js";
import { explain, type RefFault } from "./find-commit.js";
import { GitBlobs } from "./git-blobs.js";
import { runGit } from "./run-git.js";
import { treeFileSystem } from "./tree-file-system.js";

/** A file of a commit. */
export interface TreeEntry {
  readonly kind: "file" | "link" | "submodule";
  /** Id of its content. */
  readonly id: string;
  /** In bytes. */
  readonly size: number;
}

/** The files of a commit, under the paths that they would have on the disk. Neither work tree nor index is touched. */
export interface GitTree extends FileTree {
  /** The files below a folder, by path relative to it, with forward slashes; where that is no folder, itself under the empty path. */
  list(folder: string): ReadonlyMap<string, TreeEntry>;
  /** The bytes of a file; `undefined` where the repository lacks them. */
  bytesOf(entry: TreeEntry): Promise<Buffer | undefined>;
  /** Lets go of the git that reads. */
  close(): void;
}

/**
 * Opens a commit.
 * @param folder - absolute; a folder of the work tree: other paths are understood from it
 * @param commit - full id
 * @param scope - `below` reads the names below the folder only, `all` those of the whole commit
 */
export async function openGitTree(folder: string, commit: string, scope: "below" | "all"): Promise<GitTree | RefFault> {
  const prefixResult = await runGit(folder, ["rev-parse", "--show-prefix"]);
  if (!prefixResult.ok) return explain(prefixResult, folder);
  const prefix = prefixResult.out.toString("utf8").replace(/\r?\n$/, "");
  const below = scope === "below" && prefix !== "" ? ["--", prefix] : [];
  const listed = await runGit(folder, ["ls-tree", "-r", "-z", "--long", "--full-tree", commit, ...below]);
  if (!listed.ok) return explain(listed, folder);
  const entries = parseListing(listed.out.toString("utf8"));
  const blobs = new GitBlobs(folder);
  /** The path within the commit; begins with `..` where it lies outside. */
  const within = (absolute: string): string => normalize(join(prefix, relative(folder, absolute).split(sep).join("/")));
  const tree: Reading = { entries, blobs, within };
  return {
    openFolder: async (opened, root, boundary) => openFolder(tree, opened, root, boundary),
    find: (from, pattern) => findDocuments(from, pattern, treeFileSystem(entries.keys(), within)),
    list: (from) => {
      const path = within(from).replace(/\/$/, "");
      const itself = entries.get(path);
      if (itself !== undefined) return new Map([["", itself]]);
      const start = path === "." ? "" : `${path}/`;
      return new Map(
        [...entries].flatMap(([name, entry]) => (name.startsWith(start) ? [[name.slice(start.length), entry]] : [])),
      );
    },
    bytesOf: ({ id }) => blobs.read(id),
    close: () => blobs.close(),
  };
}

interface Reading {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly blobs: GitBlobs;
  within(absolute: string): string;
}

/** `<mode> <type> <id> <size>\t<path>`, each ended by a NUL. */
function parseListing(text: string): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (const line of text.split("\0")) {
    const found = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line);
    const [, mode, type, id = "", size, path = ""] = found ?? [];
    if (found === null) continue;
    const kind = type === "commit" ? "submodule" : mode === "120000" ? "link" : "file";
    entries.set(path, { kind, id, size: Number(size) || 0 });
  }
  return entries;
}

function openFolder(tree: Reading, folder: string, root: string, boundary: string = folder): SourceFolder {
  const pathOf = (name: string): string => resolve(root, ...name.split("/"));
  return {
    folder,
    root,
    nameOf: (absolute) => relative(root, absolute).split(sep).join("/"),
    pathOf,
    read: (name) => readInside(tree, boundary, pathOf(name)),
  };
}

async function readInside({ entries, blobs, within }: Reading, folder: string, absolute: string): Promise<ReadResult> {
  if (!isInside(folder, absolute))
    return refuse("ref-outside-folder", "The file lies outside the folder of the documents.");
  const path = within(absolute);
  const entry = entries.get(path);
  if (entry === undefined || entry.kind !== "file") {
    const above = path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    const link = above.find((part) => entries.get(part)?.kind === "link");
    // What it leads to on this disk is not what it led to then.
    if (link !== undefined)
      return refuse("ref-outside-folder", `"${link}" is a symbolic link, which is not followed in a commit.`);
    return refuse("ref-not-found", "There is no such file in that commit.");
  }
  if (entry.size > limits.fileBytes) {
    return refuse("document-too-large", `The file has ${entry.size} bytes; ${limits.fileBytes} are accepted.`);
  }
  const bytes = await blobs.read(entry.id);
  return bytes === undefined
    ? refuse("document-not-parsed", "The repository lacks the content of the file.")
    : decodeFile(bytes);
}
