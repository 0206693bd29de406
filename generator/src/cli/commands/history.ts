import { type Command, Option } from "commander";
import { describedCommand } from "../command.js";
import type { Host } from "../host.js";
import type { HistoryOptions } from "../run-history.js";

/** `insaka history`. */
export function historyCommand(host: Host, finish: (code: number) => void): Command {
  const examples = ["insaka history LoanApproved", "insaka history LoanApproved --format json"];
  const description = "Tell the versions and revisions of a message, what each changed, who sends and who receives.";
  return describedCommand("history", description, examples)
    .argument("<message>", "its name on the wire")
    .addOption(new Option("--config <file>", "the config (default: asyncapi/insaka.config.json)"))
    .addOption(new Option("--format <format>", "how it is printed").choices(["text", "json"]).default("text"))
    .action(async (message: string, options: HistoryOptions) => {
      const { runHistory } = await import("../run-history.js");
      finish(await runHistory(message, options, host));
    });
}
