import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readdir, rmdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { compareFiles, type FileStatus, type Output, type Stamps } from "./compare-files.js";
import { insideOutput } from "./output-folder.js";
import { temporaryName } from "./temporary-name.js";

/**
 * Brings the disk to what was generated: writes what is missing or stale, removes what is surplus, touches nothing else.
 * Each file is replaced in one step, so that a reader sees the old text or the new. The manifest goes last: a run that
 * was cut short is repaired by the next.
 * @param stamps - gets those of the files that were as they should be
 * @returns how each file stood before
 * @throws OutsideOutputFolder before anything is written
 */
export async function writeFiles(output: Output, stamps: Stamps = new Map()): Promise<readonly FileStatus[]> {
  const statuses = await compareFiles(output, stamps);
  const prefix = output.contracts === "" ? "" : `${output.contracts}/`;
  const isManifest = ({ path }: FileStatus): boolean => path === `${prefix}${output.manifest}`;
  const ordered = [...statuses.filter((status) => !isManifest(status)), ...statuses.filter(isManifest)];
  const folders = new Set<string>();
  for (const { path, state } of ordered) {
    if (state === "unchanged") continue;
    const absolute = insideOutput(output.root, path);
    if (state === "surplus") await removeFile(output.root, absolute);
    else replaceFile(absolute, output.files.get(path) ?? "", folders);
  }
  return statuses;
}

/** @param folders - those that are known to exist */
function replaceFile(path: string, text: string, folders: Set<string>): void {
  const folder = dirname(path);
  if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
  folders.add(folder);
  const temporary = join(folder, temporaryName());
  try {
    // "wx" follows no link that somebody has put in the place of the temporary file.
    writeFileSync(temporary, text, { flag: "wx", mode: 0o644 });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

async function removeFile(root: string, path: string): Promise<void> {
  await unlink(path);
  const folder = dirname(path);
  if (folder !== root && (await readdir(folder)).length === 0) await rmdir(folder);
}
