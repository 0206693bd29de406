import { commandLine } from "../support/command-line.js";
import type { Bench, Measured } from "./bench.js";
import { codegenBench } from "./codegen/codegen.js";
import { compatBench } from "./compat/compat.js";
import { load, type Machine, machine, machineInWords } from "./report/machine.js";
import { writeSection } from "./report/section.js";
import { asMarkdown, asText } from "./report/table.js";
import { runtimeBench } from "./runtime/runtime.js";

/** Every bench. */
const benches: readonly Bench[] = [codegenBench, compatBench, runtimeBench];

const usage = `Usage: npm run bench -- [${benches.map(({ name }) => name).join("|")}] [options]

  --format text|json   figures as a table (the default) or as JSON of the schema beside the bench
  --effort usual|tiny  tiny does a little of everything, to see that it runs
  --write              writes its section of docs/performance.md

Example: npm run bench -- runtime --write`;

interface Section {
  readonly bench: Bench;
  readonly machine: Machine;
  readonly measured: Measured;
}

/** Runs the benches that were asked for, one after the other; all of them where none was named. */
async function main(args: readonly string[]): Promise<number> {
  const given = commandLine(args, usage, {
    format: { type: "string", default: "text" },
    effort: { type: "string", default: "usual" },
    write: { type: "boolean", default: false },
  });
  if (typeof given === "number") return given;
  const { positionals, values } = given;
  const { format, effort, write } = values;
  const known = positionals.every((name) => benches.some((bench) => bench.name === name));
  if (!known || !["text", "json"].includes(format) || (effort !== "usual" && effort !== "tiny")) {
    console.error(usage);
    return 1;
  }
  const asked = benches.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const sections: Section[] = [];
  for (const bench of asked) {
    const before = load();
    const measured = await bench.run(effort, (line) => process.stderr.write(`${bench.name}: ${line}\n`));
    const section = { bench, machine: machine(before), measured };
    sections.push(section);
    if (format === "text") console.log(inText(section));
    if (write) writeSection("docs/performance.md", bench.name, inMarkdown(section));
  }
  if (format === "json") console.log(JSON.stringify(Object.fromEntries(sections.map(inJson)), null, 2));
  return 0;
}

function inText({ bench, machine: where, measured }: Section): string {
  const notes = measured.notes.map((note) => `- ${note}`).join("\n");
  return [bench.title, machineInWords(where), ...measured.tables.map(asText), notes].join("\n\n");
}

function inMarkdown({ bench, machine: where, measured }: Section): string {
  const notes = measured.notes.map((note) => `- ${note}`).join("\n");
  const head = `## ${bench.title}\n\n\`npm run bench -- ${bench.name} --write\`: ${machineInWords(where)}`;
  return [head, ...measured.tables.map(asMarkdown), notes].join("\n\n");
}

function inJson({ bench, machine: where, measured }: Section): [string, object] {
  return [bench.name, { format: 1, machine: where, ...measured.figures }];
}

process.exitCode = await main(process.argv.slice(2));
