import { writeFileSync } from "node:fs";

/** Loaded before the command (`node --import`), in the command's own process: writes at its end what it took, as JSON, to the file named by `INSAKA_MEASURED`. */
process.once("exit", () => {
  const wallMs = performance.now();
  const { user, system } = process.cpuUsage();
  const peakMb = process.resourceUsage().maxRSS / 1024;
  writeFileSync(process.env.INSAKA_MEASURED ?? "", JSON.stringify({ wallMs, cpuMs: (user + system) / 1000, peakMb }));
});
