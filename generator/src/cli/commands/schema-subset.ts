import { type Command, Option } from "commander";
import { DRAFTS } from "../../drafts.js";
import { describedCommand } from "../command.js";
import type { Host } from "../host.js";
import type { SubsetCommandOptions } from "../run-subset.js";

/** `insaka schema subset`. */
export function subset(host: Host, finish: (code: number) => void): Command {
  const examples = [
    "insaka schema subset old.json new.json",
    "insaka schema subset old.json new.json --draft draft-04 --format json",
    "insaka schema subset --batch cases.jsonl --format jsonl",
  ];
  const says = "Prove that every value valid under one JSON Schema is valid under another, or show one that is not.";
  return describedCommand("subset", says, examples)
    .argument("[lhs]", "a file with the schema whose values are in question")
    .argument("[rhs]", "a file with the schema that should accept them all")
    .addOption(new Option("--draft <draft>", "how the schemas are read").choices([...DRAFTS]).default("draft-07"))
    .addOption(
      new Option("--batch <file>", 'many pairs, one {"id", "draft", "lhs", "rhs"} a line; - is standard input'),
    )
    .addOption(
      new Option("--format <format>", "how the answer is printed (jsonl: with --batch, and its only one)").choices([
        "text",
        "json",
        "jsonl",
      ]),
    )
    .action(async (lhs: string | undefined, rhs: string | undefined, options: SubsetCommandOptions) => {
      const { runSubset } = await import("../run-subset.js");
      finish(await runSubset({ ...options, lhs, rhs }, host));
    });
}
