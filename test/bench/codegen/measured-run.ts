import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
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

/** Runs the command once, as people do. @param cache - the folder that stands for the user's cache folder */
export async function measureRun(cwd: string, cache: string, argv: readonly string[]): Promise<CommandRun> {
  const child = pathToFileURL(join(dirname(fileURLToPath(import.meta.url)), "codegen-child.mjs")).href;
  const measured = join(cwd, "measured.json");
  const env = { ...process.env, XDG_CACHE_HOME: cache, INSAKA_MEASURED: measured, INSAKA_DEBUG: "1" };
  const command = ["--import", child, join(process.cwd(), "generator/bin/insaka.js"), ...argv];
  await promisify(execFile)(process.execPath, command, { cwd, env, timeout, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(await readFile(measured, "utf8")) as CommandRun;
}
