import { relative, resolve, sep } from "node:path";

/** A file's name, told relative to one folder, as seen from another. Both folders are absolute. */
export function fromHere(cwd: string, root: string, file: string): string {
  return (
    relative(cwd, resolve(root, ...file.split("/")))
      .split(sep)
      .join("/") || "."
  );
}
