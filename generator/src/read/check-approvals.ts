import type { Approval, PlacedApproval } from "../approval.js";
import { type Diagnostic, diagnostic, type Place } from "../diagnostic.js";

/** How many days ahead an approval may end: a year, and a month in which to look at it again. */
const longestApproval = 400;

/** What each key of an approval asks for, where its format is broken. */
const hints: Readonly<Record<string, string>> = {
  rule: "Give the id of the rule, as the finding shows it.",
  message: "Give the name of the message, as the finding shows it, or null for what concerns no single message.",
  fingerprint: "Give the 16 hex digits that the finding shows.",
  reason: "Say in a sentence why the break is intended.",
  owner: "Name who answers for it: a person or a team.",
  expires: "Give the last day on which the approval holds, as YYYY-MM-DD.",
};

/** What to do about a broken key of an approval, by its pointer into the config; `undefined` for a pointer to anything else. */
export function approvalHint(pointer: string): string | undefined {
  const found = /^\/approvals\/\d+(?:\/([^/]+))?$/.exec(pointer);
  if (found === null) return undefined;
  return hints[found[1] ?? ""] ?? "An approval has rule, message, fingerprint, reason, owner and expires.";
}

/**
 * Reports what no JSON Schema says of approvals: days that no calendar has, ends too far off, and the same approval twice. One
 * that has expired is no fault of the config: the compatibility check tells of it.
 * @param today - `YYYY-MM-DD`
 * @param placeOf - finds a pointer into the config
 */
export function checkApprovals(
  approvals: readonly PlacedApproval[],
  today: string,
  placeOf: (pointer: string) => Place,
): readonly Diagnostic[] {
  const seen = new Map<string, number>();
  return approvals.flatMap(({ approval, at }, index) => {
    const report = (message: string, hint: string, where: Place = placeOf(`/approvals/${index}/expires`)): Diagnostic =>
      diagnostic("approval-invalid", { at: where, message, hint });
    const found: Diagnostic[] = [];
    const days = daysBetween(today, approval.expires);
    if (days === undefined) {
      found.push(
        report(`The approval expires on ${approval.expires}, a day that no calendar has.`, "Correct the day."),
      );
    } else if (days > longestApproval) {
      const message = `The approval expires on ${approval.expires}, more than ${longestApproval} days from today.`;
      found.push(
        report(message, "Give an earlier day: an intended break is looked at again after a year at the latest."),
      );
    }
    const key = JSON.stringify([approval.rule, approval.message, approval.fingerprint]);
    const line = seen.get(key);
    if (line === undefined) seen.set(key, at.line);
    else
      found.push(
        report(`${nameOf(approval)} is approved twice, first in line ${line}.`, "Take one of the two out.", at),
      );
    return found;
  });
}

function nameOf({ rule, message, fingerprint }: Approval): string {
  return `The change ${fingerprint} (${rule}${message === null ? "" : ` in ${message}`})`;
}

function daysBetween(from: string, to: string): number | undefined {
  const end = new Date(`${to}T00:00:00Z`);
  // A day beyond the month's end is either refused or carried over, as the engine likes.
  if (Number.isNaN(end.getTime()) || end.toISOString().slice(0, 10) !== to) return undefined;
  return (end.getTime() - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
}
