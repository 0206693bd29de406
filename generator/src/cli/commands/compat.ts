import { Option } from "commander";
import type { RunCompat } from "../../index.js";
import { type CommandMaker, describedCommand } from "../command.js";
import { compatFormats } from "../compat-formats.js";
import type { CompatOptions } from "../run-compat.js";
import { withBaseline } from "./baseline-options.js";
import { withSource } from "./source-options.js";

const description = "Tell who would break, and show the message that breaks them.";

const examples: readonly string[] = [
  "insaka compat",
  "insaka compat --against origin/main --format github --report markdown=comment.md",
  "insaka compat --against ../released --since v1.4.0",
];

const notes = `
An intended break is approved in the config, under "approvals"; the text report shows the entry to paste.`;

/**
 * `insaka compat`.
 * @param check - computes what the command prints
 */
export function compatCommand(check: RunCompat): CommandMaker {
  return (host, finish) =>
    withBaseline(withSource(describedCommand("compat", description, examples), compatFormats))
      .addOption(
        new Option("--report <format=file...>", "also write the report in this format to this file; may be repeated"),
      )
      .addHelpText("after", notes)
      .action(async (options: CompatOptions) => {
        const { runCompatCommand } = await import("../run-compat.js");
        finish(await runCompatCommand(check, options, host));
      });
}
