import { accessSync, constants, lstatSync, readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Output } from "./compare-files.js";
import { insideOutputs, OutsideOutputFolder } from "./output-folder.js";

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
export function inspectOutput({ root, files }: Output): readonly OutputFault[] {
  const inspect = inspector(root);
  return [...files].flatMap(([path, text]) => {
    const fault = inspect(path, text);
    return fault === undefined ? [] : [{ path, ...fault }];
  });
}

type Fault = Omit<OutputFault, "path">;

/** Each folder is asked once, however many files belong into it. */
function inspector(root: string): (path: string, text: string) => Fault | undefined {
  const insideOf = insideOutputs(root);
  const folders = new Map<string, Folder>();
  const name = (at: string): string => JSON.stringify(relative(root, at) || root);
  const inspect = (path: string, text: string): Fault | undefined => {
    const absolute = insideOf(path);
    const folder = folders.get(dirname(absolute)) ?? openFolder(dirname(absolute));
    folders.set(dirname(absolute), folder);
    if (!folder.isFolder) return blocked(`${name(folder.path)} is a file where a folder of the output belongs.`);
    const target = statSync(absolute, { throwIfNoEntry: false });
    if (target !== undefined && !target.isFile()) {
      return blocked(`${name(absolute)} is ${target.isDirectory() ? "a folder" : "no file"}; a file belongs there.`);
    }
    try {
      folder.demandWritable();
    } catch (error) {
      if (target === undefined || !readFileSync(absolute).equals(Buffer.from(text))) throw error;
    }
    return undefined;
  };
  return (path, text) => {
    const long = path.split("/").find((part) => Buffer.byteLength(part) > partBytes);
    if (long !== undefined) return tooLong(long);
    try {
      return inspect(path, text);
    } catch (error) {
      return explain(error, path);
    }
  };
}

/** The folder of a file, or the nearest above it that exists. */
interface Folder {
  readonly path: string;
  readonly isFolder: boolean;
  /** @throws a system error where nothing can be written there */
  demandWritable(): void;
}

function openFolder(folder: string): Folder {
  const path = nearestFolder(folder);
  let isWritable = false;
  return {
    path,
    isFolder: statSync(path).isDirectory(),
    demandWritable() {
      if (!isWritable) accessSync(path, constants.W_OK | constants.X_OK);
      isWritable = true;
    },
  };
}

function nearestFolder(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (exists(at) || dirname(at) === at) return at;
  }
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return false;
    throw error;
  }
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
