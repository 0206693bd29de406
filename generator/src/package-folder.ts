import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package that runs: `src`, `dist` where it is compiled, or `dist/bundle` where that is fewer files. */
export const runningFolder: string = dirname(fileURLToPath(import.meta.url));

/** The folder of this package. */
export const packageFolder: string = dirname(runningFolder.replace(/(?<=[\\/]dist)[\\/]bundle$/, ""));

/** `require` of this package: for what takes its time to load and is not always needed, and for what is no code. */
export const load: ReturnType<typeof createRequire> = createRequire(join(packageFolder, "package.json"));
