import { Command, Option } from "commander";
import { version } from "../version.js";
import type { Host } from "./host.js";
import { type CommandOptions, runCommand } from "./run-command.js";

/** The command line of `insaka`. `finish` is given the exit code of the command that ran. */
export function createProgram(host: Host, finish: (code: number) => void): Command {
  const program = new Command("insaka")
    .description("From AsyncAPI documents to typed RabbitMQ clients and broker definitions.")
    .version(version)
    .exitOverride()
    .showHelpAfterError("(insaka --help tells what it takes)")
    .configureOutput({ writeOut: host.out, writeErr: host.err })
    .addHelpText("after", "\nExample:\n  insaka codegen --check");
  for (const command of [codegen(host, finish), lint(host, finish)]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  return program;
}

function codegen(host: Host, finish: (code: number) => void): Command {
  return withSource(new Command("codegen"))
    .description("Check the documents and write what follows from them.")
    .option(
      "--check",
      "write nothing; list files that are missing, stale or left over, and exit with 100 if there are any",
    )
    .addOption(new Option("--out <folder>", "where the TypeScript goes, with --documents"))
    .addHelpText(
      "after",
      "\nExamples:\n  insaka codegen\n  insaka codegen --check --format github\n  insaka codegen --documents 'docs/*.yaml' --out src/contracts\n\nExit codes: 0 clean, 1 usage or internal fault, 100 findings",
    )
    .action(async (options: CommandOptions) => finish(await runCommand("codegen", options, host)));
}

function lint(host: Host, finish: (code: number) => void): Command {
  return withSource(new Command("lint"))
    .description("Check the documents and write nothing.")
    .addHelpText(
      "after",
      "\nExample:\n  insaka lint --format json\n\nExit codes: 0 clean, 1 usage or internal fault, 100 findings",
    )
    .action(async (options: CommandOptions) => finish(await runCommand("lint", options, host)));
}

function withSource(command: Command): Command {
  return command
    .addOption(new Option("--config <file>", "the config (default: asyncapi/insaka.config.json)"))
    .addOption(new Option("--documents <glob>", "any AsyncAPI 3 documents, without a config"))
    .addOption(
      new Option("--format <format>", "how findings are printed").choices(["text", "json", "github"]).default("text"),
    );
}
