import { run } from "@insaka/generator/cli";
import pc from "picocolors";

/** A process of its own that runs the command once, as people do, and prints what it took, as JSON. */
const [, , cwd = "", ...argv] = process.argv;
let printed = "";
const code = await run(argv, {
  cwd,
  out: (text) => {
    printed += text;
  },
  err: (text) => {
    printed += text;
  },
  colours: pc.createColors(false),
  debug: true,
});
const { user, system } = process.cpuUsage();
const wallMs = performance.now();
console.log(
  JSON.stringify({
    code,
    printed,
    wallMs,
    cpuMs: (user + system) / 1000,
    peakMb: process.resourceUsage().maxRSS / 1024,
  }),
);
