#!/usr/bin/env node
import pc from "picocolors";
import { run } from "./run.js";

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  colours: pc,
  ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
  debug: process.env.INSAKA_DEBUG === "1",
});
