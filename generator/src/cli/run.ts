import { CommanderError } from "commander";
import { exitCodes } from "./exit-code.js";
import type { Host } from "./host.js";
import { createProgram } from "./program.js";

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
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.failed;
    const { explain } = await import("./explain.js");
    return explain(error, host);
  }
}
