import { parseArgs } from "node:util";
import { startBroker } from "@insaka/broker";
import { load, machine } from "../bench/report/machine.js";
import { asReportText, isFlat, writePage } from "./report.js";
import { soak } from "./soak.js";

const usage =
  "Usage: npm run test:soak -- [--minutes n] [--rate n] [--format text|json] [--write] [--plant heap|listeners]\n" +
  "Exit code 0 when everything is flat, 100 when something grows. --plant lets something grow, to see that it is found.";

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "60" },
      rate: { type: "string", default: "100" },
      format: { type: "string", default: "text" },
      plant: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const { format, plant, write } = values;
  const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
  const isFine = minutes > 0 && minutes <= 24 * 60 && rate > 0 && rate <= 5_000;
  if (!isFine || !["text", "json"].includes(format) || ![undefined, "heap", "listeners"].includes(plant)) {
    console.error(usage);
    return 1;
  }
  const before = load();
  const node = await startBroker();
  try {
    const tell = (line: string): void => void process.stderr.write(`${line}\n`);
    const report = await soak(node, { minutes, rate, tell, ...(plant === undefined ? {} : { plant }) });
    const where = machine(before);
    console.log(
      format === "json" ? JSON.stringify({ machine: where, ...report }, null, 2) : asReportText(report, where),
    );
    if (write) writePage("docs/soak.md", report, where);
    return isFlat(report) ? 0 : 100;
  } finally {
    await node.stop();
  }
}

process.exitCode = await main(process.argv.slice(2));
