import type { Colors } from "picocolors/types.js";
import type { CompatReport } from "../../index.js";
import { visibleText } from "../visible-text.js";
import { headline, readersFirst } from "./standing.js";
import { type Tally, tallyOf } from "./tally.js";
import { grouped, plural } from "./words.js";

/**
 * The closing line, for people only: what it all comes to, and how much was judged.
 * @param seconds - that the run took
 */
export function compatSummaryLine(report: CompatReport, seconds: number, pc: Colors): string {
  const tally = tallyOf(report);
  const word = headline(report);
  const colour =
    word === "breaking" ? pc.red : word === "undecided" ? pc.magenta : word === "safe" ? pc.green : pc.cyan;
  const since = report.since === null ? "" : ` (told: only what is new since ${visibleText(report.since)})`;
  const parts = [
    `${colour(word)}: ${plural(tally.versions.total, "version")} of ${plural(tally.messages, "message")}${changes(tally)}`,
    verdicts(tally),
    ...findings(tally),
    `${plural(tally.pairs, "pair")} judged against ${visibleText(report.against.label)}${since}`,
  ];
  return `${parts.filter((part) => part !== "").join("; ")} in ${seconds.toFixed(1)} s\n`;
}

function changes({ versions: { changed, added, removed } }: Tally): string {
  return ` (${counted(
    [
      [changed, "changed"],
      [added, "added"],
      [removed, "removed"],
    ],
    "none changed",
  )})`;
}

function verdicts({ versions: { safe, readersFirst: first, breaking, undecided } }: Tally): string {
  return counted([
    [safe, "safe"],
    [first, readersFirst],
    [breaking, "breaking"],
    [undecided, "undecided"],
  ]);
}

function findings({ findings: { breaking, undecided, warning, approved, note } }: Tally): readonly string[] {
  const failing = breaking + undecided;
  const others = counted([
    [warning, warning === 1 ? "warning" : "warnings"],
    [approved, "approved"],
    [note, note === 1 ? "note" : "notes"],
  ]);
  return [...(failing === 0 ? [] : [`${plural(failing, "finding")} to mend`]), others];
}

function counted(parts: readonly (readonly [number, string])[], none = ""): string {
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${grouped(count)} ${word}`);
  return told.length === 0 ? none : told.join(", ");
}
