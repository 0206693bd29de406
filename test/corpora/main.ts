import { commandLine } from "../support/command-line.js";
import { CORPORA, readCases } from "./cases.js";
import { insaka } from "./checkers.js";
import { otherCheckers } from "./other-checkers.js";
import { missedGoals, type Score, scoreCorpus } from "./score.js";
import { table } from "./table.js";

const usage =
  "Usage: npm run test:corpora\n" +
  "Scores the subset engine and other checkers on every corpus. Exit code 0 when every goal is met, 1 when one is missed.";

/** Scores every checker on every corpus, prints the table, and fails where a goal of ours is missed. */
async function main(folder: string): Promise<number> {
  const { checkers, missing } = await otherCheckers();
  const scores: Score[] = [];
  for (const corpus of CORPORA) {
    const cases = readCases(folder, corpus);
    for (const checker of [insaka, ...checkers]) scores.push(await scoreCorpus(checker, corpus, cases));
  }
  console.log(`${table(scores)}\n`);
  for (const line of missing) console.log(line);
  const ours = scores.filter(({ checker }) => checker === insaka.name);
  for (const { corpus, refutedLabels } of ours) {
    for (const label of refutedLabels) console.log(`${corpus}: the label is refuted by a witness: ${label}`);
  }
  const missed = ours.flatMap(missedGoals);
  for (const line of missed) console.log(`goal missed: ${line}`);
  console.log(missed.length === 0 ? "Every goal is met." : `${missed.length} goals are missed.`);
  return missed.length === 0 ? 0 : 1;
}

const [folder = "test/corpora/data", ...args] = process.argv.slice(2);
const asked = commandLine(args, usage, {});
process.exitCode = typeof asked === "number" ? asked : await main(folder);
