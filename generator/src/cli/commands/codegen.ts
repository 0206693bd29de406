import { type Command, Option } from "commander";
import { modelLanguages } from "../../model-languages.js";
import { describedCommand } from "../command.js";
import type { Host } from "../host.js";
import type { CommandOptions } from "../run-command.js";
import { withoutCache, withSource } from "./source-options.js";

/** `insaka codegen`. */
export function codegen(host: Host, finish: (code: number) => void): Command {
  const examples = [
    "insaka codegen",
    "insaka codegen --check --format github",
    "insaka codegen --watch",
    "insaka codegen --documents 'docs/*.yaml' --out src/contracts",
    "insaka codegen --models csharp,java,python,go --models-out clients",
  ];
  const command = describedCommand("codegen", "Check the documents and write what follows from them.", examples);
  return withoutCache(withSource(command))
    .option(
      "--check",
      "write nothing; list files that are missing, stale or left over, and exit with 100 if there are any",
    )
    .addOption(new Option("--out <folder>", "where the TypeScript goes, with --documents"))
    .addOption(
      new Option(
        "--models <languages>",
        `classes of the payloads in other languages as well: ${modelLanguages.join(", ")}, separated by commas`,
      ),
    )
    .addOption(new Option("--models-out <folder>", "where these go (default: models, beside what else is generated)"))
    .option("--watch", "go on, and generate anew after each change, until it is ended by Ctrl+C")
    .action(async (options: CommandOptions & { readonly watch?: boolean }) => {
      if (options.watch === true) {
        const { watchCommand } = await import("../watch-command.js");
        finish(await watchCommand(options, host));
        return;
      }
      const { runCommand } = await import("../run-command.js");
      finish(await runCommand("codegen", options, host));
    });
}
