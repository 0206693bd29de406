import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Machine, machineInWords } from "../bench/report/machine.js";
import { asMarkdown, asText, type Table } from "../bench/report/table.js";
import type { SoakedLoad, SoakReport } from "./soak.js";

/** What the platform's performance goals allow ours above raw amqplib. */
const ALLOWED_MB = 15;

const number = (value: number): string => (Math.round(value * 10) / 10).toString();

function growthTable(title: string, { judged }: SoakedLoad): Table {
  return {
    title,
    columns: ["second half of the run", "first", "median", "last", "growth", "bound", "flat"],
    rows: judged.map(({ measure, first, median, last, growth, bound, flat }) => [
      measure,
      ...[first, median, last, growth, bound].map(number),
      flat ? "yes" : "NO",
    ]),
  };
}

function workTable({ ours, raw }: SoakReport): Table {
  const names = Object.keys(ours.work ?? {}) as (keyof NonNullable<SoakedLoad["work"]>)[];
  return {
    title: "What was done",
    columns: ["messages", "ours", "raw amqplib"],
    rows: names.map((name) => [name, String(ours.work?.[name]), String(raw.work?.[name])]),
  };
}

function tables(report: SoakReport): readonly Table[] {
  return [growthTable("The generated clients", report.ours), growthTable("Raw amqplib", report.raw), workTable(report)];
}

function inWords({ broker, minutes, rate, cuts, aboveRaw }: SoakReport): string {
  const { heapMb, rssMb } = aboveRaw;
  const met = rssMb <= ALLOWED_MB ? "met" : heapMb <= ALLOWED_MB ? "met by the heap, missed by the RSS" : "missed";
  return (
    `${minutes} minutes at ${rate} events a second on RabbitMQ ${broker}; all connections closed by the broker ${cuts} times. ` +
    `Ours holds ${number(heapMb)} MB of heap and ${number(rssMb)} MB of RSS more than raw amqplib; ` +
    `the goal of at most ${ALLOWED_MB} MB is ${met}.`
  );
}

/** Whether nothing of ours grows. */
export function isFlat({ ours }: SoakReport): boolean {
  return ours.judged.every(({ flat }) => flat);
}

export function asReportText(report: SoakReport, where: Machine): string {
  const gained = Object.entries(report.ours.gained).map(([name, count]) => `${name} +${count}`);
  const listeners = `Listeners that ours gained in the second half: ${gained.slice(0, 12).join(", ") || "none"}.`;
  return [inWords(report), machineInWords(where), ...tables(report).map(asText), listeners].join("\n\n");
}

const [START, END] = ["<!-- soak -->", "<!-- /soak -->"];
const OPENING = `# Soak

The generated clients under a steady load for a long time: events with retries and dead letters, broadcasts, requests and replies,
and connections that the broker closes. Raw amqplib does the same work beside it in a process of its own. Sizes are in megabytes
after a forced collection, everything else is a count. *Growth* is the median of all slopes between two samples of the second half,
over the length of that half: a spike does not move it, and what it may be at most stands beside it.
`;

/** Puts the figures into the page, between its markers. */
export function writePage(page: string, report: SoakReport, where: Machine): void {
  const command = `\`npm run test:soak -- --minutes ${report.minutes} --rate ${report.rate} --write\``;
  const words = [`${command}: ${inWords(report)}`, machineInWords(where), ...tables(report).map(asMarkdown)];
  const section = `${START}\n${words.join("\n\n")}\n${END}`;
  const old = existsSync(page) ? readFileSync(page, "utf8") : `${OPENING}\n${START}${END}\n`;
  const [from, to] = [old.indexOf(START), old.indexOf(END)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for the figures: ${START} and ${END}`);
  writeFileSync(page, `${old.slice(0, from)}${section}${old.slice(to + END.length)}`);
}
