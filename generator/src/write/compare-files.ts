import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { basename, dirname } from "node:path/posix";
import { type FileLook, lookAt } from "./file-stamp.js";
import { insideOutput, insideOutputs } from "./output-folder.js";
import { isTemporary } from "./temporary-name.js";

/** How a generated file stands to the disk. `surplus` is what an earlier run left and this one does not make. */
export type FileState = "missing" | "stale" | "surplus" | "unchanged";

/** One file of the output, by path relative to the output root. */
export interface FileStatus {
  readonly path: string;
  readonly state: FileState;
}

/** What to compare: the generated files and where the manifest of the earlier run stands. */
export interface Output {
  /** Absolute; nothing outside of it is read or written. */
  readonly root: string;
  /** Folder that the manifest stands in, relative to the root; empty for the root. */
  readonly contracts: string;
  readonly manifest: string;
  readonly files: ReadonlyMap<string, string>;
}

/** By path, how settled files looked whose content is known: as long as they look so, nobody has to read them. */
export type Stamps = Map<string, string>;

/**
 * Compares generated files with the disk; sorted by path. Touches nothing.
 * @param stamps - gets those of the files that are as they should be
 */
export async function compareFiles(output: Output, stamps: Stamps = new Map()): Promise<readonly FileStatus[]> {
  const insideOf = insideOutputs(output.root);
  const statuses = [...output.files].map(([path, text]): FileStatus => {
    const absolute = insideOf(path);
    const look = lookOrNone(absolute);
    const onDisk = readOptional(absolute);
    const state = onDisk === undefined ? "missing" : onDisk.equals(Buffer.from(text)) ? "unchanged" : "stale";
    if (state === "unchanged") keepStamp(stamps, path, look);
    return { path, state };
  });
  const paths = [...output.files.keys()];
  for (const path of [...(await findSurplus(output, new Set(paths))), ...(await findTemporary(output.root, paths))])
    statuses.push({ path, state: "surplus" });
  return statuses.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What is known of an output that is to be as an earlier run has left it. */
export type LeftOutput = Omit<Output, "files"> & {
  /** SHA-256 of each file, in hex. */
  readonly digests: ReadonlyMap<string, string>;
  readonly stamps: ReadonlyMap<string, string>;
};

/** The same files, by their paths from another root. */
export function seenFrom(root: string, ownRoot: string, files: readonly FileStatus[]): readonly FileStatus[] {
  if (root === ownRoot) return files;
  return files.map(({ path, state }) => ({ path: relative(root, join(ownRoot, path)).split(sep).join("/"), state }));
}

/**
 * Tells whether the disk is as an earlier run has left it. A file that looks as it did when its content was known is not read. False where
 * anything is not plain: `compareFiles` finds out what.
 * @param stamps - gets those of the files that are as they were
 */
export async function isAsLeft(output: LeftOutput, stamps: Stamps): Promise<boolean> {
  const { root, digests } = output;
  const insideOf = insideOutputs(root);
  const folders = new Map<string, string>();
  for (const [path, digest] of digests) {
    const name = dirname(path);
    const folder = folders.get(name) ?? insideOf(name);
    folders.set(name, folder);
    const absolute = join(folder, basename(path));
    const look = lookAt(absolute);
    // What a link leads to may be anywhere.
    if (look?.isFile !== true) return false;
    if (look.stamp !== output.stamps.get(path) && sha256(readFileSync(absolute)) !== digest) return false;
    keepStamp(stamps, path, look);
  }
  if ((await findSurplus(output, new Set(digests.keys()))).length > 0) return false;
  return (await findTemporary(root, [...digests.keys()])).length === 0;
}

function keepStamp(stamps: Stamps, path: string, look: FileLook | undefined): void {
  if (look?.isFile === true && look.isSettled) stamps.set(path, look.stamp);
}

function lookOrNone(path: string): FileLook | undefined {
  try {
    return lookAt(path);
  } catch {
    // Whoever reads the file tells better what is wrong with it.
    return undefined;
  }
}

/**
 * Files that the earlier run's manifest lists and this run does not make. A file that was changed by hand since then, or
 * that the manifest places outside of its own folder, is somebody else's now and is left alone; so is what cannot be read.
 */
async function findSurplus(
  { root, contracts, manifest }: Omit<Output, "files">,
  made: ReadonlySet<string>,
): Promise<readonly string[]> {
  const prefix = contracts === "" ? "" : `${contracts}/`;
  const text = readOptional(insideOutput(root, `${prefix}${manifest}`));
  const surplus: string[] = [];
  for (const [name, digest] of Object.entries(listedFiles(text))) {
    const path = `${prefix}${name}`;
    if (made.has(path) || name.split("/").some((part) => ["", ".", ".."].includes(part))) continue;
    const onDisk = await readSurplus(root, path).catch(() => undefined);
    if (onDisk !== undefined && sha256(onDisk) === digest) surplus.push(path);
  }
  return surplus;
}

async function readSurplus(root: string, path: string): ReturnType<typeof readListed> {
  return readListed(insideOutput(root, path));
}

/** A file is written in milliseconds: what is older belongs to no run that is still at it, here or beside this one. */
const abandonedAfterMs = 60_000;

/** What a killed run has left half-written beside the files of this one. */
async function findTemporary(root: string, paths: readonly string[]): Promise<readonly string[]> {
  const folders = new Set(paths.map((path) => dirname(path)));
  const found: string[] = [];
  for (const folder of folders) {
    const entries = await readdir(insideOutput(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isFile() || !isTemporary(entry.name)) continue;
      const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
      if (await isAbandoned(insideOutput(root, path))) found.push(path);
    }
  }
  return found;
}

async function isAbandoned(path: string): Promise<boolean> {
  // Gone meanwhile: then its run has finished with it.
  const stat = await lstat(path).catch(() => undefined);
  return stat !== undefined && stat.mtimeMs < Date.now() - abandonedAfterMs;
}

/** Only an ordinary file can be one that an earlier run made; of anything else the caller hears nothing. */
async function readListed(path: string): Promise<Buffer | undefined> {
  return (await lstat(path)).isFile() ? readFile(path) : undefined;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function listedFiles(manifest: Buffer | undefined): Readonly<Record<string, unknown>> {
  try {
    const { files } = JSON.parse(manifest?.toString("utf8") ?? "{}") as { readonly files?: unknown };
    return typeof files === "object" && files !== null ? (files as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function readOptional(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}
