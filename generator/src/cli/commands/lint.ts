import type { Command } from "commander";
import { describedCommand } from "../command.js";
import type { Host } from "../host.js";
import type { CommandOptions } from "../run-command.js";
import { withoutCache, withSource } from "./source-options.js";

/** `insaka lint`. */
export function lint(host: Host, finish: (code: number) => void): Command {
  const command = describedCommand("lint", "Check the documents and write nothing.", ["insaka lint --format json"]);
  return withoutCache(withSource(command)).action(async (options: CommandOptions) => {
    const { runCommand } = await import("../run-command.js");
    finish(await runCommand("lint", options, host));
  });
}
