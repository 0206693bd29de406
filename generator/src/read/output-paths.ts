import { dirname, isAbsolute, resolve } from "node:path";
import type { Finding, Place } from "../diagnostic.js";
import { isInside } from "./source-folder.js";

/** What output paths must keep clear of. All paths are absolute. */
export interface OutputSurroundings {
  /** Nothing is written outside of it. */
  readonly root: string;
  /** As the config writes it, for messages. */
  readonly folder: string;
  readonly config: string;
  readonly documents: readonly string[];
}

/** An output path of a config: its key below `output`, and its text there. */
export interface OutputPath {
  readonly key: "contracts" | "definitions";
  readonly value: string;
  readonly at: Place;
}

/** Why an output path is refused; `code` is that of the diagnostic. */
export interface RefusedOutput extends Finding {
  readonly code: "output-illegal" | "output-outside-folder" | "output-collision";
}

/**
 * Refuses output paths by which a run would write over what it reads, over its own other output, into git's own folder,
 * or outside of its folder. At most one finding for each path.
 */
export function checkOutputPaths(around: OutputSurroundings, paths: readonly OutputPath[]): readonly RefusedOutput[] {
  return paths.flatMap((path, index) => {
    const refused = refuse(around, path) ?? collide(around, path, paths.slice(0, index));
    return refused === undefined ? [] : [refused];
  });
}

/** Text that is a path on one system and something else on another, or on none; `undefined` where there is nothing to say. */
export function illegalPath(value: string): Pick<Finding, "message" | "hint"> | undefined {
  const shown = JSON.stringify(value);
  if (value.includes("\\")) return { message: `The path ${shown} has a backslash.`, hint: 'Write the path with "/".' };
  if (value.includes("\0")) return { message: `The path ${shown} has a NUL character.`, hint: "Take it out." };
  return undefined;
}

/** True where a path leads into the folder in which git keeps its own files. */
export function inGitFolder(absolute: string): boolean {
  return absolute.split(/[\\/]/).some((part) => part.toLowerCase() === ".git");
}

function refuse({ root, folder }: OutputSurroundings, { key, value, at }: OutputPath): RefusedOutput | undefined {
  const illegal = illegalPath(value);
  if (illegal !== undefined) return { code: "output-illegal", at, ...illegal };
  const absolute = resolve(root, value);
  if (isAbsolute(value) || !isInside(root, absolute)) {
    const message = `output.${key} "${value}" lies outside output.folder "${folder}".`;
    const hint = "Give a path below output.folder, without leading slash or leading dots.";
    return { code: "output-outside-folder", at, message, hint };
  }
  if (!inGitFolder(absolute)) return undefined;
  const message = `output.${key} "${value}" lies in a folder of git's own.`;
  return { code: "output-illegal", at, message, hint: "Give a path outside of .git." };
}

function collide(
  around: OutputSurroundings,
  { key, value, at }: OutputPath,
  others: readonly OutputPath[],
): RefusedOutput | undefined {
  const absolute = resolve(around.root, value);
  const collision = (message: string, hint: string): RefusedOutput => ({ code: "output-collision", at, message, hint });
  if ([around.config, ...around.documents].includes(absolute)) {
    return collision(`output.${key} "${value}" is a file that this run reads.`, "Give another path.");
  }
  // Folder by folder: documents that are scattered over a repository leave the room between them free.
  const holding = [...new Set(around.documents.map((path) => dirname(path)))];
  if (holding.some((folder) => overlap(folder, absolute))) {
    const hint = "Keep what is generated and the documents in folders beside each other.";
    return collision(`output.${key} "${value}" contains a folder of the documents or lies in one.`, hint);
  }
  const other = others.find((path) => overlap(resolve(around.root, path.value), absolute));
  if (other === undefined) return undefined;
  const hint = "Keep the two beside each other: neither may contain the other.";
  return collision(`output.${key} "${value}" collides with output.${other.key} "${other.value}".`, hint);
}

function overlap(one: string, other: string): boolean {
  return isInside(one, other) || isInside(other, one);
}
