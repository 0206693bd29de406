import { Command } from "commander";
import { version } from "../version.js";
import { commands } from "./commands.js";
import type { Host } from "./host.js";

/** The command line of `insaka`. `finish` is given the exit code of the command that ran. */
export function createProgram(host: Host, finish: (code: number) => void): Command {
  const program = new Command("insaka")
    .description("From AsyncAPI documents to typed RabbitMQ clients and broker definitions.")
    .version(version)
    .exitOverride()
    .showHelpAfterError("(insaka --help tells what it takes)")
    .configureOutput({ writeOut: host.out, writeErr: host.err })
    .addHelpText("after", "\nExample:\n  insaka codegen --check");
  for (const make of commands) program.addCommand(inherit(make(host, finish), program));
  return program;
}

/** Settings of the program hold for its commands and for theirs. */
function inherit(command: Command, from: Command): Command {
  command.copyInheritedSettings(from);
  for (const inner of command.commands) inherit(inner, command);
  return command;
}
