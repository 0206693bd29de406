#!/usr/bin/env node
// Plain JavaScript that is committed: npm links a command where its file exists, and before the first build there is no other.
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) await import(main.href);
else {
  process.stderr.write("insaka is not built yet: run npm run typecheck, or any other script of the project.\n");
  process.exitCode = 1;
}
