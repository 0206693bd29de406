import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What a phase took. `start` is Node and the import of the generator. */
export interface PhaseTimes {
  readonly phase: "start" | "documents" | "baseline" | "proofs" | "check";
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** One run of the check, in a process of its own. */
export interface CheckRun {
  readonly phases: readonly PhaseTimes[];
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Peak of the resident memory. */
  readonly peakMb: number;
  /** Pairs that were judged. */
  readonly pairs: number;
  readonly changed: number;
  /** Findings that fail the check. */
  readonly breaking: number;
}

const run = promisify(execFile);
/** Whatever happens, it ends. */
const timeout = 300_000;

/** Runs the check once, cold. */
export async function measureCheck(config: string): Promise<CheckRun> {
  const child = join(dirname(fileURLToPath(import.meta.url)), "child.mjs");
  const { stdout } = await run(process.execPath, [child, config], { timeout });
  return JSON.parse(stdout) as CheckRun;
}

/** Runs the command as people do, cold. @returns milliseconds */
export async function measureCommand(insaka: string, config: string): Promise<number> {
  const started = performance.now();
  await run(process.execPath, [insaka, "compat", "--config", config], { timeout });
  return performance.now() - started;
}
