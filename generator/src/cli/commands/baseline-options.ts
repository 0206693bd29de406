import { type Command, Option } from "commander";

/** What tells a command which state of the contracts to compare with. */
export interface BaselineOptions {
  readonly against: string;
  readonly since?: string;
}

/** How a name is understood; see `findBaseline`. */
const help = `
A baseline is one of:
  registry     what insaka release has recorded (the default)
  <git ref>    documents and registry as of a branch, tag, remote branch or commit: main, v1.2, origin/main
  <folder>     documents and registry of another folder: ./released, ../other-checkout
A name that begins with "/", "./" or "../" is a folder; any other is a git ref where there is one of that name, else a folder.
A branch that is called registry is given as refs/heads/registry. A branch is taken as it is now, not as it was when
yours left it.`;

/** Adds `--against` and `--since`, and what they take to the command's help. */
export function withBaseline(command: Command): Command {
  return command
    .addOption(new Option("--against <baseline>", "what to hold the documents against").default("registry"))
    .addOption(new Option("--since <ref>", "tell only what breaks since this git ref"))
    .addHelpText("after", help);
}
