import { stat } from "node:fs/promises";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { findCommit, type RefFault } from "./git/find-commit.js";
import { isInside } from "./source-folder.js";

/** What documents may be held against. */
export type FoundBaseline =
  | { readonly kind: "registry" }
  /** @property commit - full id */
  | { readonly kind: "git"; readonly commit: string }
  /** @property folder - absolute */
  | { readonly kind: "folder"; readonly folder: string };

/** Why a name leads to nothing. */
export type BaselineFault = Omit<RefFault, "code"> & {
  readonly code: RefFault["code"] | "baseline-no-folder" | "baseline-no-config";
};

/**
 * Finds what a name means: `registry`; what begins like a path, a folder; else a git ref where there is one of that name; else
 * a folder. A branch that is called `registry` can be given as `refs/heads/registry`.
 * @param cwd - absolute; where relative folders start
 * @param home - absolute; the folder of the documents, whose repository is asked
 */
export async function findBaseline(against: string, cwd: string, home: string): Promise<FoundBaseline | BaselineFault> {
  if (against === "registry") return { kind: "registry" };
  const folder = resolve(cwd, against);
  const isFolder = against !== "" && (await isDirectory(folder));
  if (isAbsolute(against) || /^\.{1,2}(?:[\\/]|$)/.test(against)) {
    if (isFolder) return { kind: "folder", folder };
    const message = `There is no folder "${against}".`;
    return { code: "baseline-no-folder", message, hint: "Correct the path; it is relative to the current folder." };
  }
  const commit = await findCommit(home, against);
  if (typeof commit === "string") return { kind: "git", commit };
  return isFolder ? { kind: "folder", folder } : commit;
}

/**
 * The config in a folder that holds other states of the documents: by its own name there, or at the same way below it as ours
 * is below the current folder (another checkout). `undefined` where there is neither.
 */
export async function configIn(folder: string, config: string, cwd: string): Promise<string | undefined> {
  const candidates = [join(folder, basename(config))];
  if (isInside(cwd, config)) candidates.push(join(folder, relative(cwd, config)));
  for (const candidate of candidates) if (await isFile(candidate)) return candidate;
  return undefined;
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true;
}
