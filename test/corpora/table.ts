import type { Score } from "./score.js";

const COLUMNS: readonly (readonly [string, (score: Score) => string])[] = [
  ["corpus", ({ corpus }) => corpus],
  ["checker", ({ checker }) => checker],
  ["cases", ({ cases }) => String(cases)],
  ["right", ({ right }) => String(right)],
  ["missed break", ({ missedBreaks }) => String(missedBreaks.length)],
  ["false alarm", ({ falseAlarms }) => String(falseAlarms.length)],
  ["label refuted", ({ refutedLabels }) => String(refutedLabels.length)],
  ["undecided", ({ undecided }) => String(undecided.length)],
  ["witnesses", ({ witnesses, breaks }) => (breaks === 0 ? "-" : `${((100 * witnesses) / breaks).toFixed(1)} %`)],
  ["median ms", ({ medianMs }) => medianMs.toFixed(2)],
  ["p99 ms", ({ p99Ms }) => p99Ms.toFixed(1)],
];

/** Scores as a table of text. */
export function table(scores: readonly Score[]): string {
  const rows = [COLUMNS.map(([title]) => title), ...scores.map((score) => COLUMNS.map(([, tell]) => tell(score)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))),
  );
  return lines.map((cells) => cells.join("  ").trimEnd()).join("\n");
}
