import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this package that runs: `src`, or `dist`, where it is compiled or bundled to fewer files. */
export const runningFolder: string = dirname(fileURLToPath(import.meta.url)).replace(/(?<=[\\/]dist)[\\/]bundle$/, "");

/** The folder of this package. */
export const packageFolder: string = dirname(runningFolder);

/** `require` of this package: for what takes its time to load and is not always needed, and for what is no code. */
export const load: ReturnType<typeof createRequire> = createRequire(join(packageFolder, "package.json"));
