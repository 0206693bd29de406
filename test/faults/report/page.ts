import { type Machine, machineInWords } from "../../bench/report/machine.js";
import { median } from "../../bench/report/quantile.js";
import { asMarkdown, type Table } from "../../bench/report/table.js";
import type { Round } from "../run/round.js";

/** All rounds of one fault for one subject. */
export interface Row {
  readonly fault: string;
  readonly title: string;
  readonly recoveryFrom: "injection" | "heal";
  readonly subject: string;
  readonly rounds: readonly Round[];
}

/** Where and how rows were made. */
export interface RunFacts {
  readonly rabbitmq: string;
  readonly machine: Machine;
  readonly command: string;
  readonly seed: number;
  readonly rounds: number;
  readonly messages: number;
  readonly rate: number;
}

const sum = ({ rounds }: Row, of: (round: Round) => number): string =>
  String(rounds.reduce((total, each) => total + of(each), 0));
const recoveries = ({ rounds }: Row): readonly number[] =>
  rounds.flatMap(({ recovery }) => (recovery === undefined ? [] : [recovery]));
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** The matrix of one subject. */
export function tableOf(rows: readonly Row[]): Table {
  return {
    title: "Faults",
    columns: [
      "fault",
      "attempted",
      "confirmed",
      "lost",
      "invented",
      "destroyed",
      "duplicated",
      "unknown (stored/partly/absent)",
      "not sent",
      "nacked",
      "dead letters",
      "recovery median",
      "worst",
      "readiness wrong",
    ],
    rows: rows.map((row) => {
      const all = recoveries(row);
      const none = all.length < row.rounds.length;
      return [
        row.title,
        sum(row, ({ verdict }) => verdict.attempted),
        sum(row, ({ verdict }) => verdict.confirmed),
        sum(row, ({ verdict }) => verdict.lost.length),
        sum(row, ({ verdict }) => verdict.invented.length),
        sum(row, ({ verdict }) => verdict.destroyed.length),
        sum(row, ({ verdict }) => verdict.duplicated),
        `${sum(row, ({ verdict }) => verdict.unknown.all)} (${sum(row, ({ verdict }) => verdict.unknown.stored)}/${sum(row, ({ verdict }) => verdict.unknown.partly)}/${sum(row, ({ verdict }) => verdict.unknown.absent)})`,
        sum(row, ({ verdict }) => verdict.notSent),
        sum(row, ({ verdict }) => verdict.nacked),
        sum(row, ({ verdict }) => verdict.deadLettered),
        all.length === 0 ? "never" : seconds(median(all)),
        none ? "never" : seconds(Math.max(...all)),
        sum(row, ({ readinessWrong }) => readinessWrong),
      ];
    }),
  };
}

/** Ours beside the others: lost, duplicated and the median recovery, a fault a line. */
export function comparison(rows: readonly Row[]): Table | undefined {
  const names = [...new Set(rows.map(({ subject }) => subject))];
  if (names.length < 2) return undefined;
  const titles = [...new Set(rows.map(({ title }) => title))];
  return {
    title: "Compared: lost / duplicated / recovery",
    columns: ["fault", ...names],
    rows: titles.map((title) => [
      title,
      ...names.map((name) => {
        const row = rows.find((each) => each.subject === name && each.title === title);
        if (row === undefined) return "n/a";
        const all = recoveries(row);
        const recovery = all.length === 0 ? "not recovered" : seconds(median(all));
        return `${sum(row, ({ verdict }) => verdict.lost.length)} / ${sum(row, ({ verdict }) => verdict.duplicated)} / ${recovery}`;
      }),
    ]),
  };
}

/** The whole of docs/faults.md. */
export function page(rows: readonly Row[], facts: RunFacts): string {
  const compared = comparison(rows);
  const from = rows
    .filter(({ subject }) => subject === "insaka")
    .map(
      ({ fault, title, recoveryFrom, rounds }) =>
        `- \`${fault}\`: ${title}; recovery is counted from its ${recoveryFrom === "heal" ? "end" : "beginning"}${rounds.flatMap(({ notes }) => notes.map((note) => `; ${note}`)).join("")}`,
    );
  return [
    "# What faults do",
    `\`npm run test:faults -- ${facts.command}\` wrote this page: RabbitMQ ${facts.rabbitmq}, three nodes; seeds ${facts.seed} to ${facts.seed + facts.rounds - 1}, ${facts.rate} messages a second, ${facts.messages} or more in each of ${facts.rounds} rounds. ${machineInWords(facts.machine)}`,
    asMarkdown(tableOf(rows.filter(({ subject }) => subject === "insaka"))),
    ...(compared === undefined ? [] : [asMarkdown(compared)]),
    from.join("\n"),
    "",
  ].join("\n\n");
}
