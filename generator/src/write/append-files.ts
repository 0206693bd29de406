import { constants } from "node:fs";
import { copyFile, link, mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { insideOutput } from "./output-folder.js";
import { temporaryName } from "./temporary-name.js";

/** A file is there already and holds something else. It has not been touched. */
export class FileExists extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`${path} exists and holds something else; it was not touched.`);
    this.name = "FileExists";
    this.path = path;
  }
}

/**
 * Writes new files and never over one that is there: whoever reads meanwhile sees none or the whole of it. A file that is
 * there with the same bytes is as good as written, so that a run that was cut short can be repeated.
 * @param root - absolute; nothing is written outside of it
 * @param files - text by path relative to the root, with forward slashes
 * @throws OutsideOutputFolder before anything is written
 * @throws FileExists at the first file that holds something else; those before it are written
 */
export async function appendFiles(root: string, files: ReadonlyMap<string, string>): Promise<void> {
  const targets: [string, string, string][] = [];
  for (const [path, text] of files) targets.push([path, insideOutput(root, path), text]);
  for (const [path, absolute, text] of targets) await appendFile(path, absolute, text);
}

async function appendFile(path: string, absolute: string, text: string): Promise<void> {
  await mkdir(dirname(absolute), { recursive: true });
  const temporary = join(dirname(absolute), temporaryName());
  try {
    const handle = await open(temporary, "wx", 0o644);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    // Unlike a rename, a link never takes the place of what is there.
    await link(temporary, absolute).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      // Some file systems have no links.
      return copyFile(temporary, absolute, constants.COPYFILE_EXCL);
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!(await readFile(absolute)).equals(Buffer.from(text))) throw new FileExists(path);
  } finally {
    await rm(temporary, { force: true });
  }
}
