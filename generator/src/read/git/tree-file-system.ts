import type { FileSystemAdapter } from "tinyglobby";

type Kind = "file" | "folder";

/**
 * The part of a file system that a search by glob needs, over a list of paths.
 * @param within - from an absolute path to one of the list; `.` for the top
 */
export function treeFileSystem(paths: Iterable<string>, within: (absolute: string) => string): FileSystemAdapter {
  const folders = new Map<string, Map<string, Kind>>([["", new Map()]]);
  for (const path of paths) {
    const parts = path.split("/");
    for (let depth = parts.length - 1; depth >= 0; depth -= 1) {
      const folder = parts.slice(0, depth).join("/");
      const members = folders.get(folder) ?? new Map<string, Kind>();
      const known = members.has(parts[depth] ?? "");
      members.set(parts[depth] ?? "", depth === parts.length - 1 ? "file" : "folder");
      folders.set(folder, members);
      if (known) break;
    }
  }
  const readdir = (
    path: string,
    _options: unknown,
    done: (error: Error | null, entries?: readonly unknown[]) => void,
  ) => {
    const members = folders.get(within(path).replace(/^\.$|\/$/g, ""));
    if (members === undefined) return done(new Error(`There is no folder ${path}.`));
    done(
      null,
      [...members].map(([name, kind]) => entry(name, kind)),
    );
  };
  return { readdir } as unknown as FileSystemAdapter;
}

function entry(name: string, kind: Kind): object {
  const is = (wanted: Kind) => (): boolean => kind === wanted;
  return { name, isFile: is("file"), isDirectory: is("folder"), isSymbolicLink: () => false };
}
