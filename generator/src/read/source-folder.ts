import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readFileSync, realpathSync, statSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { limits } from "./limits.js";

/** A file's bytes as text with their digest, or why they may not or cannot be had. */
export type ReadResult =
  | { readonly ok: true; readonly text: string; readonly sha256: string }
  | { readonly ok: false; readonly code: ReadFault; readonly message: string };

/** The ways in which a file is refused. */
export type ReadFault = "ref-not-found" | "ref-outside-folder" | "document-too-large" | "document-not-parsed";

/**
 * Reads files below one folder, the boundary, and nothing else: a path that leaves it, by `..` or by a symbolic link, is refused.
 */
export interface SourceFolder {
  /** The folder of the documents; absolute. */
  readonly folder: string;
  /** The root to which all reported paths are relative. */
  readonly root: string;
  /** The path relative to the root, with forward slashes, of an absolute path. */
  nameOf(absolute: string): string;
  /** The absolute path of a name. */
  pathOf(name: string): string;
  /** Reads the file of that name. */
  read(name: string): Promise<ReadResult>;
}

/**
 * @param folder - the folder of the documents
 * @param root - what names are relative to
 * @param boundary - the folder that must not be left; a link below the documents' own folder does not lead out of that one either
 */
export async function openSourceFolder(folder: string, root: string, boundary: string = folder): Promise<SourceFolder> {
  const real = new Map([
    [folder, await realpath(folder)],
    [boundary, await realpath(boundary)],
  ]);
  const read = (path: string): ReadResult => {
    const limit = isInside(folder, path) ? folder : boundary;
    return readInside(real.get(limit) ?? limit, limit, path);
  };
  const pathOf = (name: string): string => resolve(root, ...name.split("/"));
  return {
    folder,
    root,
    nameOf: (absolute) => relative(root, absolute).split(sep).join("/"),
    pathOf,
    read: async (name) => read(pathOf(name)),
  };
}

/** True where `path` is `folder` or below it, by name; links are the caller's business. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

/** One call after the other, without waiting for a thread: with hundreds of small files that is several times faster. */
function readInside(boundary: string, folder: string, path: string): ReadResult {
  const outside = refuse("ref-outside-folder", "The file lies outside the folder of the documents.");
  if (!isInside(folder, path)) return outside;
  let file: number | undefined;
  try {
    const real = realpathSync.native(path);
    if (!isInside(boundary, real)) return outside;
    const kind = statSync(real);
    if (kind.isDirectory()) return refuse("ref-not-found", "That is a folder, not a file.");
    // Opening a pipe waits for its writer, and a device never ends.
    if (!kind.isFile()) return refuse("document-not-parsed", "That is a pipe or a device, not a file.");
    file = openSync(real, "r");
    const { size } = fstatSync(file);
    if (size > limits.fileBytes) {
      return refuse("document-too-large", `The file has ${size} bytes; ${limits.fileBytes} are accepted.`);
    }
    return decodeFile(readFileSync(file));
  } catch (error) {
    return explain(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The text of a file's bytes; a refusal where they are none. */
export function decodeFile(bytes: Uint8Array): ReadResult {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { ok: true, text, sha256: createHash("sha256").update(bytes).digest("hex") };
  } catch (error) {
    return explain(error);
  }
}

function explain(error: unknown): ReadResult {
  const code = (error as { readonly code?: string }).code;
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return refuse("document-not-parsed", "The file is not UTF-8.");
  if (code === "ENOENT" || code === "ENOTDIR") return refuse("ref-not-found", "There is no such file.");
  if (code === "EISDIR") return refuse("ref-not-found", "That is a folder, not a file.");
  return refuse("ref-not-found", `The file cannot be read (${code ?? String(error)}).`);
}

/** Why a file is not read. */
export function refuse(code: ReadFault, message: string): ReadResult {
  return { ok: false, code, message };
}

/** The folder that holds a file, as an absolute path. */
export function folderOf(path: string): string {
  return join(path, "..");
}
