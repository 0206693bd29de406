#!/usr/bin/env node
import pc from "picocolors";
import { run } from "./run.js";

// Whoever reads our output may have had enough of it (`insaka compat | head`): no reason to fail.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
});

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  colours: pc,
  ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
  debug: process.env.INSAKA_DEBUG === "1",
});
