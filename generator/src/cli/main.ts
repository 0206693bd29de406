#!/usr/bin/env node
import pc from "picocolors";
import { run } from "./run.js";

// Whoever reads our output may have had enough of it (`insaka compat | head`): no reason to fail.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? 0);
});

/** Ctrl+C ends in good order what goes on for ever; a second one ends the process as ever. */
function untilEnded(): AbortSignal {
  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended.abort());
  return ended.signal;
}

process.exitCode = await run(process.argv.slice(2), {
  cwd: process.cwd(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  colours: pc,
  ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
  untilEnded,
  debug: process.env.INSAKA_DEBUG === "1",
});
