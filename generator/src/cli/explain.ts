import { CommanderError } from "commander";
import {
  ConfigNotFound,
  FileExists,
  ForgedRecord,
  IllegalReleaseDate,
  ModelinaMissing,
  OutsideOutputFolder,
  ReportNotWritten,
  UnreadableFile,
} from "../index.js";
import { exitCodes } from "./exit-code.js";
import type { Host } from "./host.js";
import { UsageError } from "./usage-error.js";

/**
 * Tells what went wrong that no document is to blame for, in a line; the stack only to those who ask.
 * @returns the exit code
 */
export function explain(error: unknown, { err, debug }: Host): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.failed;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConfigNotFound) {
    err(`${message}\nName it with --config, or give --documents and --out.\n`);
  } else if (
    [
      UsageError,
      IllegalReleaseDate,
      ModelinaMissing,
      OutsideOutputFolder,
      ReportNotWritten,
      FileExists,
      ForgedRecord,
      UnreadableFile,
    ].some((known) => error instanceof known)
  ) {
    err(`${message}\n`);
  } else {
    err(
      `insaka failed: ${message}\nThis is a fault of insaka. Run it again with INSAKA_DEBUG=1 and report what it prints.\n`,
    );
    if (debug && error instanceof Error) err(`${error.stack}\n`);
  }
  return exitCodes.failed;
}
