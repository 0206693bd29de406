import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { load, packageFolder, runningFolder } from "../../package-folder.js";

let known: string | undefined;

/**
 * What this very tool is made of, as a digest: its own files and the packages that it works with, by size and time of change, and the
 * version of Node. What another tool has made, even one of the same version, is not taken for ours.
 */
export function toolFingerprint(): string {
  known ??= takeFingerprint();
  return known;
}

function takeFingerprint(): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of filesBelow(runningFolder)) hash.update(`\n${file} ${stateOf(join(runningFolder, file))}`);
  const manifest = join(packageFolder, "package.json");
  hash.update(readFileSync(manifest));
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(manifest, "utf8")) as {
    readonly dependencies?: object;
    readonly peerDependencies?: object;
  };
  for (const name of Object.keys({ ...dependencies, ...peerDependencies }))
    hash.update(`\n${name} ${stateOfPackage(name)}`);
  return hash.digest("hex");
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[jt]s$/.test(entry.name) && !entry.name.endsWith(".d.ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function stateOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}

/** Our own package beside this one changes without a new manifest, so its files are looked at. */
function stateOfPackage(name: string): string {
  for (const folder of load.resolve.paths(name) ?? []) {
    const at = join(folder, name);
    try {
      const state = stateOf(join(at, "package.json"));
      if (!name.startsWith("@insaka/")) return state;
      const files = ["dist", "src"].flatMap((part) => filesOf(join(at, part)));
      return [state, ...files].join("\n");
    } catch {
      // Not in this one.
    }
  }
  return "absent";
}

function filesOf(folder: string): readonly string[] {
  try {
    return filesBelow(folder).map((file) => `${file} ${stateOf(join(folder, file))}`);
  } catch {
    return [];
  }
}
