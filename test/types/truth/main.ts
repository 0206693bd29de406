import { writeSection } from "../../bench/report/section.js";
import { asMarkdown, asText } from "../../bench/report/table.js";
import { commandLine } from "../../support/command-line.js";
import { corpora, type TypeCorpus } from "./corpora.js";
import { insaka, jsonSchemaToTypeScript } from "./generators.js";
import { missedGoals } from "./goals.js";
import { readPayloads } from "./read-payloads.js";
import { type CorpusScores, notesOf, page, tableOf } from "./report.js";
import { judgedPayloads, scoreTypes } from "./score.js";

const usage = `Usage: npm run test:types -- [corpus ...] [options]

  --format text|json   a table (the default) or the figures as JSON
  --lies               every instance of which a type of ours does not tell the truth
  --write              writes docs/types.md; with all corpora only

Corpora: ${corpora.map(({ name }) => name).join(", ")}. Exit code 0 when every goal is met, 1 when one is missed.`;

async function main(args: readonly string[]): Promise<number> {
  const given = commandLine(args, usage, {
    format: { type: "string", default: "text" },
    lies: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  });
  if (typeof given === "number") return given;
  const { positionals, values } = given;
  const asked = corpora.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const known = positionals.every((name) => corpora.some((corpus) => corpus.name === name));
  const isPart = asked.length < corpora.length;
  if (!known || !["text", "json"].includes(values.format) || (values.write && isPart)) {
    console.error(usage);
    return 1;
  }
  const all: CorpusScores[] = [];
  for (const corpus of asked) all.push(await scoresOf(corpus));
  if (values.format === "json") console.log(JSON.stringify({ format: 1, corpora: all }, null, 2));
  else console.log([asText(tableOf(all)), ...notesOf(all).map((note) => `- ${note}`)].join("\n"));
  if (values.lies) tellLies(all);
  if (values.write) {
    const text = [
      asMarkdown(tableOf(all)),
      notesOf(all)
        .map((note) => `- ${note}`)
        .join("\n"),
    ].join("\n\n");
    writeSection("docs/types.md", "types", text, page);
  }
  return all.flatMap(({ kind, ours }) => missedGoals(kind, ours)).length === 0 ? 0 : 1;
}

async function scoresOf({ name, kind, read }: TypeCorpus): Promise<CorpusScores> {
  const root = process.cwd();
  process.stderr.write(`types: ${name}\n`);
  const { payloads, refused } = await readPayloads(read(root));
  const { judged, without } = judgedPayloads(payloads);
  const ours = await scoreTypes(root, name, insaka, judged);
  const others = await scoreTypes(root, name, jsonSchemaToTypeScript, judged);
  return { name, kind, refused, without, ours, others };
}

function tellLies(all: readonly CorpusScores[]): void {
  for (const { ours } of all) {
    for (const { id, instance, refusal } of [...ours.refused, ...ours.accepted]) {
      const what = refusal === undefined ? "accepted, though invalid" : `refused, though valid: ${refusal}`;
      console.log(`${ours.corpus} ${id}: ${JSON.stringify(instance)} is ${what}`);
    }
  }
}

process.exitCode = await main(process.argv.slice(2));
