import { type Command, Option } from "commander";

const commonFormats: readonly string[] = ["text", "json", "github"];

/**
 * What tells a command which documents to read, and how to print what it found.
 * @param formats - what `--format` takes; the first is the default
 */
export function withSource(command: Command, formats: readonly string[] = commonFormats): Command {
  return command
    .addOption(new Option("--config <file>", "the config (default: asyncapi/insaka.config.json)"))
    .addOption(new Option("--documents <glob>", "any AsyncAPI documents (2.0 to 2.6, 3.0, 3.1), without a config"))
    .addOption(
      new Option("--format <format>", "how findings are printed").choices([...formats]).default(formats[0] ?? "text"),
    );
}

/** Lets who does not trust what earlier runs found out do without it. */
export function withoutCache(command: Command): Command {
  return command.option("--no-cache", "find everything out anew, and remember nothing");
}
