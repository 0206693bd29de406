import type { Command } from "commander";
import { describedCommand } from "../command.js";
import type { Host } from "../host.js";
import { subset } from "./schema-subset.js";

/** `insaka schema`. */
export function schema(host: Host, finish: (code: number) => void): Command {
  const examples = ["insaka schema subset old.json new.json"];
  const command = describedCommand("schema", "Questions about plain JSON Schemas.", examples);
  command.addCommand(subset(host, finish));
  return command;
}
