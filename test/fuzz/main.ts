import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { startBroker } from "@insaka/broker";
import { type FuzzReport, fuzz, HELD_MS, heldMs } from "./fuzz.js";
import { memoryTarget, rabbitmqTarget } from "./target.js";

const usage =
  "Usage: npm run test:fuzz -- [--inputs n] [--seed n] [--transport rabbitmq|memory] [--format text|json]\n" +
  "Exit code 0 when every input is accounted for, 100 when one is not.";

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      inputs: { type: "string", default: "10000" },
      seed: { type: "string", default: String(randomInt(2 ** 31)) },
      transport: { type: "string", default: "rabbitmq" },
      format: { type: "string", default: "text" },
    },
  });
  const [seed, inputs] = [Number(values.seed), Number(values.inputs)];
  const isFine = Number.isSafeInteger(seed) && Number.isSafeInteger(inputs) && inputs > 0;
  if (!isFine || !["rabbitmq", "memory"].includes(values.transport) || !["text", "json"].includes(values.format)) {
    console.error(usage);
    return 1;
  }
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  tell(`seed ${seed}`);
  const report = values.transport === "memory" ? await inMemory() : await onRabbitmq();
  console.log(values.format === "json" ? JSON.stringify(report, null, 2) : inText(report));
  return report.faults.length > 0 || (await heldMs(memoryTarget, report, inputs)) > HELD_MS ? 100 : 0;

  async function inMemory(): Promise<FuzzReport> {
    return await fuzz(memoryTarget(), { seed, inputs, tell });
  }

  async function onRabbitmq(): Promise<FuzzReport> {
    const node = await startBroker();
    try {
      const target = await rabbitmqTarget(node);
      try {
        return await fuzz(target, { seed, inputs, tell });
      } finally {
        await target.close();
      }
    } finally {
      await node.stop();
    }
  }
}

function inText({ faults, reasons, slowest, ...figures }: FuzzReport): string {
  const shown = {
    ...figures,
    slowest: slowest === undefined ? "not told" : `${slowest.ms} ms (${slowest.marker} ${slowest.what})`,
  };
  const lines = Object.entries(shown).map(([name, value]) => `${name.padEnd(16)} ${value}`);
  const told = Object.entries(reasons).map(([reason, count]) => `  ${String(count).padStart(6)}  ${reason}`);
  const wrong = faults.slice(0, 50).map((fault) => `  - ${fault}`);
  return [...lines, "dead letters by reason", ...told, `faults           ${faults.length}`, ...wrong].join("\n");
}

process.exitCode = await main(process.argv.slice(2));
