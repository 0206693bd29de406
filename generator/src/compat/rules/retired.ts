import { compareText } from "../../diagnostic.js";
import type { Revision } from "../baseline.js";
import type { CheckContext } from "../check/check-context.js";
import type { CompatRule, RuleFinding } from "../check/compat-rule.js";
import { receiverParties } from "../check/parties.js";
import type { VersionCase } from "../check/version-case.js";
import type { Party } from "../report.js";

/** When a version may leave. */
export const retired: readonly CompatRule[] = [
  {
    id: "retired-needed",
    purpose:
      "A retired version has no schema and no upcaster: no reader that was released and no stored message may need it.",
    check: (context) => context.cases.flatMap((each) => needed(context, each)),
  },
];

function needed(context: CheckContext, each: VersionCase): readonly RuleFinding[] {
  const { now, latest, message, version } = each;
  if (now?.contract.status !== "retired" || latest === null || latest.contract.status === "retired") return [];
  const reasons = [readersLeft(each), stored(context, each)].filter((reason) => reason !== null);
  if (reasons.length === 0) return [];
  return [
    {
      weight: "breaking",
      message,
      version,
      summary: `${message} ${version} is retired, but ${reasons.map(({ text }) => text).join(", and ")}.`,
      hint: reasons.map(({ hint }) => hint).join(" "),
      at: now.placeOf({ in: "message" }),
      before: latest.placeOf({ in: "message" }),
      parties: reasons.flatMap(({ parties }) => parties),
      change: [latest.digest, "retired"],
    },
  ];
}

interface Reason {
  readonly text: string;
  readonly hint: string;
  readonly parties: readonly Party[];
}

/** Who still read it at the last release may run, and read it, for as long as its build is deployed. */
function readersLeft({ latest }: VersionCase): Reason | null {
  const receivers = latest?.contract.receivers ?? [];
  if (latest === null || receivers.length === 0) return null;
  const names = [...new Set(receivers.map(({ service }) => service))];
  return {
    text: `${names.join(", ")} read it at the last release`,
    hint: "Release first that nobody lists it any more.",
    parties: receivers.flatMap((receiver) => receiverParties(latest, receiver)),
  };
}

/**
 * Sent messages are kept for as long as the class of retention says that their revision had, counted from the last day on which they
 * could be sent: what was sent under a longer one is kept for longer.
 */
function stored({ today }: CheckContext, { before }: VersionCase): Reason | null {
  const sendable = before.filter(({ contract }) => contract.status === "current");
  // What was deprecated from the first could not be sent since then.
  const unsent = sendable.length > 0 ? undefined : before.find(({ contract }) => contract.status === "deprecated");
  const kept = [
    ...sendable.map((each) => keptUntil(each, before[before.indexOf(each) + 1]?.released ?? today)),
    ...(unsent === undefined ? [] : [keptUntil(unsent, unsent.released ?? today)]),
  ].sort((a, b) => compareText(b.until ?? "9999-99-99", a.until ?? "9999-99-99"));
  const [longest] = kept;
  if (longest === undefined || (longest.until !== null && longest.until < today)) return null;
  const { until, name } = longest;
  return {
    text: `messages of it may be stored ${until === null ? "for a time that nobody has stated" : `until ${until}`}`,
    hint: "Keep it deprecated as long as a stored message may be read again, or approve it when you know that none is.",
    parties: [{ role: "archive", name, at: null }],
  };
}

/** Until when messages of a revision are kept; null where nobody has said for how long. */
function keptUntil({ contract }: Revision, end: string): { readonly until: string | null; readonly name: string } {
  const { retention } = contract;
  if (retention === null) return { until: null, name: "no retention is stated" };
  return { until: addYears(end, retention.years), name: `${retention.class}, ${retention.years} years` };
}

function addYears(day: string, years: number): string {
  const [year = "0", ...rest] = day.split("-");
  return [String(Number(year) + Math.ceil(years)).padStart(4, "0"), ...rest].join("-");
}
