import { type Command, Option } from "commander";
import { describedCommand } from "../command.js";
import type { Host } from "../host.js";
import type { ReleaseOptions } from "../run-release.js";

const help = `
It runs on the main branch after a merge. Every version that the documents state otherwise than it was released last gets
a record, <message>/<version>/<id>.json in the folder registry beside the config; records are never changed and never
taken away. Commit them. Nothing is appended while the documents, the registry or the compatibility check have findings.
SOURCE_DATE_EPOCH, in seconds, is taken for today where it is set.`;

/** `insaka release`. */
export function releaseCommand(host: Host, finish: (code: number) => void): Command {
  const examples = ["insaka release", "insaka release --dry-run --format json"];
  return describedCommand("release", "Record what the documents state, for later changes to be held against.", examples)
    .addHelpText("after", help)
    .addOption(new Option("--config <file>", "the config (default: asyncapi/insaka.config.json)"))
    .option("--dry-run", "write nothing; list what would be appended")
    .addOption(new Option("--format <format>", "how the result is printed").choices(["text", "json"]).default("text"))
    .action(async (options: ReleaseOptions) => {
      const { runRelease } = await import("../run-release.js");
      finish(await runRelease(options, host));
    });
}
