import type { CommandMaker } from "./command.js";
import { codegen } from "./commands/codegen.js";
import { compatCommand } from "./commands/compat.js";
import { historyCommand } from "./commands/history.js";
import { lint } from "./commands/lint.js";
import { releaseCommand } from "./commands/release.js";
import { schema } from "./commands/schema.js";

/** Every verb, in the order of the help. */
export const commands: readonly CommandMaker[] = [
  codegen,
  lint,
  // Loaded where it is asked for: the whole tool takes longer to load than most commands to run.
  compatCommand(async (...request) => (await import("../index.js")).compat(...request)),
  releaseCommand,
  historyCommand,
  schema,
];
