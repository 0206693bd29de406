import { constants } from "node:fs";
import { access, lstat, readFile, stat } from "node:fs/promises";
import { dirname, relative, resolve } from "node:path";
import type { Output } from "./compare-files.js";
import { insideOutput, OutsideOutputFolder } from "./output-folder.js";

/** Why an output file cannot be written where it belongs. */
export interface OutputFault {
  /** The output file, relative to the output root. */
  readonly path: string;
  readonly code: "output-outside-folder" | "output-blocked" | "output-name-too-long" | "output-not-writable";
  readonly message: string;
  readonly hint: string;
}

/** What common file systems take for one part of a path, in bytes. */
const partBytes = 255;

/**
 * Looks for all that would stop a run half-way, before it begins. Touches nothing. A file that is already as it should be
 * is not asked whether it could be written: a tree that may only be read can be checked.
 */
export async function inspectOutput(output: Output): Promise<readonly OutputFault[]> {
  const faults: OutputFault[] = [];
  for (const [path, text] of output.files) {
    const fault = await inspectFile(output.root, path, text);
    if (fault !== undefined) faults.push({ path, ...fault });
  }
  return faults;
}

type Fault = Omit<OutputFault, "path">;

async function inspectFile(root: string, path: string, text: string): Promise<Fault | undefined> {
  const long = path.split("/").find((part) => Buffer.byteLength(part) > partBytes);
  if (long !== undefined) return tooLong(long);
  try {
    const absolute = await insideOutput(root, path);
    const name = (at: string): string => JSON.stringify(relative(root, at) || root);
    const folder = await nearestFolder(dirname(absolute));
    if (!(await stat(folder)).isDirectory()) {
      return blocked(`${name(folder)} is a file where a folder of the output belongs.`);
    }
    const target = await stat(absolute).catch(unlessAbsent);
    if (target !== undefined && !target.isFile()) {
      return blocked(`${name(absolute)} is ${target.isDirectory() ? "a folder" : "no file"}; a file belongs there.`);
    }
    if (target !== undefined && (await readFile(absolute)).equals(Buffer.from(text))) return undefined;
    await access(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return explain(error, path);
  }
}

/** The folder itself or the nearest above it that exists. */
async function nearestFolder(folder: string): Promise<string> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if ((await lstat(at).catch(unlessAbsent)) !== undefined || dirname(at) === at) return at;
  }
}

function unlessAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
}

function explain(error: unknown, path: string): Fault {
  if (error instanceof OutsideOutputFolder) {
    const hint = "A symbolic link leads out: replace it by a folder or file, or correct the config.";
    return { code: "output-outside-folder", message: error.message, hint };
  }
  const code = (error as NodeJS.ErrnoException).code;
  if (code === undefined) throw error;
  if (code === "ENAMETOOLONG") return tooLong(path);
  const message = `"${path}" can be neither read nor replaced (${code}).`;
  return { code: "output-not-writable", message, hint: "Give yourself the permission, or correct the config." };
}

function blocked(message: string): Fault {
  return { code: "output-blocked", message, hint: "Move what is in the way, or correct the config." };
}

function tooLong(name: string): Fault {
  const message = `The name "${name.slice(0, 40)}..." is too long for a file.`;
  return { code: "output-name-too-long", message, hint: `Give it ${partBytes} bytes at most.` };
}
