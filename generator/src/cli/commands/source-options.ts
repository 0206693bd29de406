import { type Command, Option } from "commander";

/** What tells a command which documents to read, and how to print what it found. */
export function withSource(command: Command): Command {
  return command
    .addOption(new Option("--config <file>", "the config (default: asyncapi/insaka.config.json)"))
    .addOption(new Option("--documents <glob>", "any AsyncAPI 3 documents, without a config"))
    .addOption(
      new Option("--format <format>", "how findings are printed").choices(["text", "json", "github"]).default("text"),
    );
}
