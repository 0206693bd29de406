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
  /** Rounds that could not be carried to their end, each with its reason. */
  readonly broken: readonly string[];
  /** Why it was not tried. */
  readonly notApplicable?: string;
}

/** Where and how rows were made. */
export interface RunFacts {
  readonly rabbitmq: string;
  /** Each subject's package with its version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Machine;
  readonly command: string;
  readonly seed: number;
  readonly rounds: number;
  readonly messages: number;
  readonly rate: number;
}

const sum = ({ rounds }: Row, of: (round: Round) => number): string =>
  String(rounds.reduce((total, each) => total + of(each), 0));
const recoveries = ({ rounds }: Row, of: "confirms" | "handles" | "whole" = "whole"): readonly number[] =>
  rounds.flatMap(({ recovery }) => (recovery === undefined ? [] : [recovery[of]]));
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const middle = (all: readonly number[]): string => (all.length === 0 ? "never" : seconds(median(all)));

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
      "publishing",
      "consuming",
      "readiness wrong",
    ],
    rows: rows
      .filter(({ rounds }) => rounds.length > 0)
      .map((row) => {
        const all = recoveries(row);
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
          middle(all),
          all.length < row.rounds.length ? "never" : seconds(Math.max(...all)),
          middle(recoveries(row, "confirms")),
          middle(recoveries(row, "handles")),
          sum(row, ({ readinessWrong }) => readinessWrong),
        ];
      }),
  };
}

/** Ours beside the others, a fault a line; nothing where ours ran alone. */
export function comparison(rows: readonly Row[]): Table | undefined {
  const names = [...new Set(rows.map(({ subject }) => subject))];
  if (names.length < 2) return undefined;
  const titles = [...new Set(rows.map(({ title }) => title))];
  return {
    title: "Compared: lost / duplicated / recovery / ends in an orderly way",
    columns: ["fault", ...names],
    rows: titles.map((title) => [
      title,
      ...names.map((name) => {
        const row = rows.find((each) => each.subject === name && each.title === title);
        if (row?.notApplicable !== undefined) return `n/a: ${row.notApplicable}`;
        if (row === undefined || row.rounds.length === 0) return `n/a: ${row?.broken[0] ?? "not run"}`;
        const all = recoveries(row);
        const recovery = all.length === 0 ? "not recovered" : middle(all);
        const hung = row.rounds.some(({ complaints }) => complaints.some((text) => text.includes("end by itself")));
        return `${sum(row, ({ verdict }) => verdict.lost.length)} / ${sum(row, ({ verdict }) => verdict.duplicated)} / ${recovery} / ${hung ? "no" : "yes"}`;
      }),
    ]),
  };
}

/** How and where the figures were measured, for a page. */
function measured({ command, rabbitmq, versions, seed, rounds, rate, messages, machine }: RunFacts): string {
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `Written by \`npm run test:faults -- ${command}\`: RabbitMQ ${rabbitmq}, three nodes on one machine; ${used.join(", ")}; seeds ${seed} to ${seed + rounds - 1}, ${rate} messages a second, ${messages} or more in each of ${rounds} ${rounds === 1 ? "round" : "rounds"}. ${machineInWords(machine)}`;
}

const legend =
  "Lost: confirmed to the publisher and then neither handled nor found in a queue, by message id and for each queue that it was routed to. Unknown outcomes are looked up at the end: stored in all of their queues, in some, or absent. Recovery from a fault's end: until something published afterwards was both confirmed and handled, what waits in the queue being handled first; publishing and consuming: until anything was. From its beginning: the longest pause in which nothing was confirmed, or nothing handled. Readiness wrong: samples, ten a second, that said ready while nothing could work, or not ready long after everything did.";

/** The section of ours. */
export function matrixSection(rows: readonly Row[], facts: RunFacts): string {
  const ours = rows.filter(({ subject }) => subject === "insaka");
  const from = ours.map(({ fault, title, recoveryFrom, rounds, broken }) => {
    const counted = recoveryFrom === "heal" ? "recovery from its end" : "recovery from its beginning";
    const told = rounds.flatMap(({ notes, complaints }) => [...notes, ...complaints.map((text) => `**${text}**`)]);
    return `- \`${fault}\`: ${title}; ${[counted, ...told, ...broken.map((text) => `**${text}**`)].join("; ")}`;
  });
  return [measured(facts), legend, asMarkdown(tableOf(ours)), from.join("\n")].join("\n\n");
}

/** The section of the comparison; nothing where ours ran alone. */
export function comparedSection(rows: readonly Row[], facts: RunFacts): string | undefined {
  const compared = comparison(rows);
  if (compared === undefined) return undefined;
  const readiness =
    "amqplib and rascal have no notion of readiness, so theirs is not judged; the others' is in the JSON form.";
  return [measured(facts), asMarkdown(compared), readiness].join("\n\n");
}

/** How the page begins. */
export const faultsPage = {
  word: "faults",
  opening:
    "# What faults do\n\nEach section is written by the command that measured it; a figure here that no command prints is a mistake.\n",
} as const;
