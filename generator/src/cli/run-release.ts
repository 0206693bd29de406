import { resolve } from "node:path";
import { hasErrors, release, releaseCheck, releaseDate } from "../index.js";
import { exitCodes } from "./exit-code.js";
import { fromHere } from "./from-here.js";
import type { Host } from "./host.js";
import { jsonRelease, textRelease } from "./release-report.js";

/** The options of `release`, as commander hands them over. */
export interface ReleaseOptions {
  readonly config?: string;
  readonly dryRun?: boolean;
  readonly format: string;
}

/**
 * Runs `release`.
 * @returns the exit code
 */
export async function runRelease(options: ReleaseOptions, host: Host): Promise<number> {
  const config = resolve(host.cwd, options.config ?? "asyncapi/insaka.config.json");
  const released = await release({ config, date: releaseDate(), dryRun: options.dryRun === true }, releaseCheck);
  const here = (file: string): string => fromHere(host.cwd, released.root, file);
  const told = {
    ...released,
    diagnostics: released.diagnostics.map((item) => ({ ...item, file: here(item.file) })),
    appended: released.appended.map((record) => ({ ...record, file: here(record.file) })),
  };
  host.out(options.format === "json" ? jsonRelease(told) : textRelease(told, host.colours));
  return hasErrors(released.diagnostics) || !released.passed ? exitCodes.findings : exitCodes.clean;
}
