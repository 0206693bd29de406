import { closeSync, constants, type Dirent, fstatSync, lstatSync, openSync, readdirSync, readSync } from "node:fs";
import { sep } from "node:path";
import type { GitTree } from "../git/git-tree.js";
import { limits } from "../limits.js";

/** A file in the registry's folder, as it stands there. */
export interface RegistryFile {
  /** Relative to the registry, with forward slashes. */
  readonly path: string;
  /** What it holds, or why that is not known. */
  readonly content: Buffer | RegistryFault;
}

/** Why a file of the registry is not read. */
export interface RegistryFault {
  readonly code: "registry-link" | "registry-unreadable" | "registry-too-large" | "registry-stray";
  readonly message: string;
  readonly hint: string;
}

/** Where a file of the registry may stand: the folder of its message, that of its version, its own name. */
const depth = 3;

/**
 * Reads the files of a registry on the disk, sorted by path; none where there is no such folder.
 * It reads them one after the other, without promises: 10,000 small files take a fifth of the time so.
 */
export function listRegistryFolder(folder: string): readonly RegistryFile[] {
  const files: RegistryFile[] = [];
  const slab: Slab = { bytes: Buffer.alloc(0), used: 0 };
  if (isLink(folder)) return [{ path: "", content: link }];
  const visit = (relative: string, level: number): void => {
    const entries = entriesOf(relative === "" ? folder : `${folder}${sep}${relative}`);
    if ("code" in entries) {
      files.push({ path: relative, content: entries });
      return;
    }
    for (const entry of entries) {
      const path = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (isHidden(entry.name)) continue;
      if (files.length > limits.records) return;
      if (entry.isDirectory() && level < depth) visit(path, level + 1);
      else files.push({ path, content: entry.isFile() ? readRecord(`${folder}${sep}${path}`, slab) : notAFile(entry) });
    }
  };
  visit("", 1);
  return files.sort(byPath);
}

/** Reads the files of a registry as of a commit. */
export async function listRegistryTree(tree: GitTree, folder: string): Promise<readonly RegistryFile[]> {
  const entries = [...tree.list(folder)].filter(([path]) => !path.split("/").some(isHidden));
  const files = entries.slice(0, limits.records + 1).map(async ([path, entry]): Promise<RegistryFile> => {
    if (entry.kind !== "file") return { path, content: link };
    if (entry.size > limits.recordBytes) return { path, content: tooLarge(entry.size) };
    return { path, content: (await tree.bytesOf(entry)) ?? unreadable("the repository lacks its content") };
  });
  return (await Promise.all(files)).sort(byPath);
}

/** What editors, desktops and a run that was killed leave behind, and `.gitkeep`. */
function isHidden(name: string): boolean {
  return name.startsWith(".");
}

function entriesOf(folder: string): readonly Dirent[] | RegistryFault {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? [] : unreadable(code ?? String(error));
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Room for many records in one piece: a piece of memory for each costs more than to read it. */
interface Slab {
  bytes: Buffer;
  used: number;
}

const slabBytes = 4 * 1024 * 1024;
/** Most records fit: then one call tells size and content. */
const usual = 64 * 1024;

function readRecord(path: string, slab: Slab): Buffer | RegistryFault {
  let file: number | undefined;
  try {
    // Neither a link put there meanwhile is followed, nor a pipe waited for.
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    if (slab.bytes.length - slab.used < usual)
      Object.assign(slab, { bytes: Buffer.allocUnsafeSlow(slabBytes), used: 0 });
    const start = slab.used;
    const length = readSync(file, slab.bytes, start, usual, 0);
    if (length < usual) {
      slab.used += length;
      return slab.bytes.subarray(start, slab.used);
    }
    return readLong(file);
  } catch (error) {
    return unreadable((error as NodeJS.ErrnoException).code ?? String(error));
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readLong(file: number): Buffer | RegistryFault {
  const { size } = fstatSync(file);
  if (size > limits.recordBytes) return tooLarge(size);
  const bytes = Buffer.alloc(size);
  let read = 0;
  for (let more = -1; more !== 0 && read < size; read += more) more = readSync(file, bytes, read, size - read, read);
  return bytes.subarray(0, read);
}

const link: RegistryFault = {
  code: "registry-link",
  message: "This is no file of the registry but a link: what it leads to may change.",
  hint: "Take the link away, and restore the file: git checkout <base> -- <path>.",
};

function notAFile(entry: Dirent): RegistryFault {
  if (entry.isSymbolicLink()) return link;
  const hint = "The registry holds <message>/<version>/<id>.json and nothing else: move it away.";
  return { code: "registry-stray", message: "This does not belong into the registry.", hint };
}

function tooLarge(size: number): RegistryFault {
  const message = `The file has ${size} bytes; ${limits.recordBytes} are accepted.`;
  return { code: "registry-too-large", message, hint: "insaka release has not written it: take it away." };
}

function unreadable(why: string): RegistryFault {
  return {
    code: "registry-unreadable",
    message: `The file cannot be read (${why}).`,
    hint: "Give yourself the right, or restore it.",
  };
}

function byPath(a: RegistryFile, b: RegistryFile): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
