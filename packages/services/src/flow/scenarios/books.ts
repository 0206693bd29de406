import type { JournalEntryPosted, JournalLine } from "@intellifin/contracts";
import { minorUnits } from "../../money.js";

/** Whether debits and credits of each entry are the same. */
export function balances(entries: readonly JournalEntryPosted[]): boolean {
  return entries.length > 0 && entries.every(({ lines }) => sum(lines) === 0n);
}

/** What stands on an account after these entries: its debits less its credits, in minor units. */
export function balanceOf(entries: readonly JournalEntryPosted[], account: string): bigint {
  return sum(entries.flatMap(({ lines }) => lines.filter((line) => line.account === account)));
}

function sum(lines: readonly JournalLine[]): bigint {
  return lines.reduce(
    (total, { side, amount }) => total + (side === "debit" ? minorUnits(amount) : -minorUnits(amount)),
    0n,
  );
}
