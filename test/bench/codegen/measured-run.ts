import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** One run of the command in a process of its own, from its start to its end. */
export interface CommandRun {
  readonly wallMs: number;
  /** Of all its threads. */
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** Whatever happens, it ends. */
const timeout = 300_000;

/** Runs the command once. @param cache - the folder that stands for the user's cache folder */
export async function measureRun(cwd: string, cache: string, argv: readonly string[]): Promise<CommandRun> {
  const child = join(dirname(fileURLToPath(import.meta.url)), "codegen-child.mjs");
  const options = { timeout, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, XDG_CACHE_HOME: cache } };
  const { stdout } = await promisify(execFile)(process.execPath, [child, cwd, ...argv], options);
  const { code, printed, ...run } = JSON.parse(stdout) as CommandRun & {
    readonly code: number;
    readonly printed: string;
  };
  if (code !== 0) throw new Error(`the run ended with ${code}: ${printed}`);
  return run;
}
