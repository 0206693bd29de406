import type { Table } from "../report/table.js";
import type { Figures, Goal } from "./goals.js";
import type { Spread } from "./rounds.js";

export function tablesOf(figures: Figures, goals: readonly Goal[]): readonly Table[] {
  return [goalTable(goals), stretchTable(figures), latencyTable(figures)];
}

function goalTable(goals: readonly Goal[]): Table {
  return {
    title: "Goals, each a ratio to raw amqplib in the same run on the same payload",
    columns: ["path", "goal", "measured", ""],
    rows: goals.map(({ path, goal, measured, met, elsewhere }) => [
      path,
      goal,
      measured === null ? `not here${elsewhere === undefined ? "" : `, ${elsewhere}`}` : measured.toFixed(2),
      met === null ? "" : met ? "met" : "missed",
    ]),
  };
}

function stretchTable({ stretches }: Figures): Table {
  return {
    title: "Many messages: client CPU for each, then throughput; medians, and the spread of all rounds",
    columns: ["path", "client", "CPU µs", "CPU over raw", "messages/s", "rate over raw"],
    rows: stretches.map(({ title, subject, cpuUs, cpuRatio, perSecond, rateRatio }) => [
      title,
      named(subject),
      inSpread(cpuUs, 1),
      cpuRatio === null ? "1" : inSpread(cpuRatio, 2),
      inSpread(perSecond, 0),
      rateRatio === null ? "1" : inSpread(rateRatio, 2),
    ]),
  };
}

function latencyTable({ latencies }: Figures): Table {
  return {
    title: "One message at a time, publish to handler, prefetch 1, classic queue: milliseconds",
    columns: ["path", "client", "p50", "p99", "longest", "p50 over raw"],
    rows: latencies.map(({ title, subject, p50Ms, p99Ms, maxMs, p50Ratio }) => [
      title,
      named(subject),
      inSpread(p50Ms, 2),
      inSpread(p99Ms, 2),
      maxMs.toFixed(1),
      p50Ratio === null ? "1" : inSpread(p50Ratio, 2),
    ]),
  };
}

function named(subject: string): string {
  if (subject === "raw") return "amqplib, bytes only";
  return subject === "typed" ? "generated client" : subject;
}

function inSpread({ median, least, most }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}-${most.toFixed(digits)})`;
}
