import { Command } from "commander";
import type { Host } from "./host.js";

/** A verb of the command line: it makes its command and tells `finish` the exit code when it has run. */
export type CommandMaker = (host: Host, finish: (code: number) => void) => Command;

/** What every command's help says of how it ends. */
export const exitCodeHelp: string = "Exit codes: 0 clean, 1 usage or internal fault, 100 findings";

/** A command with its examples in its help. */
export function describedCommand(name: string, description: string, examples: readonly string[]): Command {
  const heading = examples.length === 1 ? "Example" : "Examples";
  const lines = examples.map((example) => `\n  ${example}`).join("");
  return new Command(name).description(description).addHelpText("after", `\n${heading}:${lines}\n\n${exitCodeHelp}`);
}
