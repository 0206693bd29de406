import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder that documents which others have written may not leave by their references: the repository that holds them, or, where
 * none does, the whole disk. They often refer to schemas beside their own folder, and what may be read the official parser does not ask.
 * @param folder - absolute
 */
export function boundaryOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) if (existsSync(join(at, ".git")) || dirname(at) === at) return at;
}
