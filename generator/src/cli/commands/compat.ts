import { Option } from "commander";
import type { RunCompat } from "../../index.js";
import { type CommandMaker, describedCommand } from "../command.js";
import { compatReports } from "../compat-reports/compat-reports.js";
import { type CompatOptions, runCompatCommand } from "../run-compat.js";
import { withSource } from "./source-options.js";

const description = "Tell who would break, and show the message that breaks them.";

const examples: readonly string[] = [
  "insaka compat",
  "insaka compat --against origin/main --format github --report markdown=comment.md",
  "insaka compat --against ../released --since v1.4.0",
];

const notes = `
What --against takes:
  registry     what was released (default)
  a git ref    branch, tag or commit: documents and registry as of then
  a folder     with an insaka.config.json or documents of its own; begin it with ./ where a branch has its name

An intended break is approved in the config, under "approvals"; the text report shows the entry to paste.`;

/**
 * `insaka compat`.
 * @param check - computes what the command prints
 */
export function compatCommand(check: RunCompat): CommandMaker {
  return (host, finish) =>
    withSource(describedCommand("compat", description, examples), Object.keys(compatReports))
      .addOption(new Option("--against <baseline>", "registry, a git ref, or a folder").default("registry"))
      .addOption(new Option("--since <ref>", "only what is broken since this git ref"))
      .addOption(
        new Option("--report <format=file...>", "also write the report in this format to this file; may be repeated"),
      )
      .addHelpText("after", notes)
      .action(async (options: CompatOptions) => finish(await runCompatCommand(check, options, host)));
}
