import { CommanderError } from "commander";
import { ConfigNotFound, FileExists, ForgedRecord, OutsideOutputFolder } from "../index.js";
import { exitCodes } from "./exit-code.js";
import type { Host } from "./host.js";
import { createProgram } from "./program.js";
import { UsageError } from "./usage-error.js";

export type { Host } from "./host.js";

/**
 * Runs the command line, for instance `run(["codegen", "--check"], host)`. Never throws.
 * @returns the exit code: 0 clean, 1 usage or internal fault, 100 findings
 */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  let code: number = exitCodes.failed;
  try {
    const program = createProgram(host, (ended) => {
      code = ended;
    });
    await program.parseAsync([...argv], { from: "user" });
    return code;
  } catch (error) {
    return explain(error, host);
  }
}

/** Tells what went wrong that no document is to blame for, in a line; the stack only to those who ask. */
function explain(error: unknown, { err, debug }: Host): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.failed;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ConfigNotFound) {
    err(`${message}\nName it with --config, or give --documents and --out.\n`);
  } else if ([UsageError, OutsideOutputFolder, FileExists, ForgedRecord].some((known) => error instanceof known)) {
    err(`${message}\n`);
  } else {
    err(
      `insaka failed: ${message}\nThis is a fault of insaka. Run it again with INSAKA_DEBUG=1 and report what it prints.\n`,
    );
    if (debug && error instanceof Error) err(`${error.stack}\n`);
  }
  return exitCodes.failed;
}
