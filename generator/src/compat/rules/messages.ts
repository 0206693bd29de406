import type { JsonValue, Violation } from "@insaka/schema";
import type { Place } from "../../diagnostic.js";
import { type CheckContext, versionsOf } from "../check/check-context.js";
import type { CompatRule, RuleFinding } from "../check/compat-rule.js";
import { isRefused, type PairVerdict } from "../check/judge-pair.js";
import type { Meeting, Side } from "../check/meetings.js";
import { concerned, sideName } from "../check/parties.js";
import type { SchemaViews } from "../check/schema-views.js";
import type { VersionCase } from "../check/version-case.js";
import type { Receiver, Sender } from "../contract.js";

/** What a sender may send, a receiver must take: payloads and headers, each pair that can meet. */
export const messages: readonly CompatRule[] = [
  {
    id: "released-reader-refuses",
    purpose: "Receivers that run already meet what the changed sender sends, from its first message on.",
    check: (context) => judgeAll(context, "reader"),
  },
  {
    id: "stored-message-refused",
    purpose:
      "What was sent already waits in queues and dead letters and is archived for years; receivers must go on reading it.",
    check: (context) => judgeAll(context, "message"),
  },
  {
    id: "views-differ",
    purpose: "A payload restated elsewhere is that party's own view; where it differs, one side refuses the other.",
    check: (context) => judgeAll(context, "neither"),
  },
  {
    id: "undeclared-only",
    purpose:
      "Breaks only if somebody sends properties that its document does not declare: the strict reading, told apart.",
    check: (context) => context.cases.flatMap((each) => undeclaredOnly(context, each)),
  },
];

function judgeAll(context: CheckContext, older: Meeting["older"]): readonly RuleFinding[] {
  return context.cases.flatMap((each) => {
    const meetings = context.meetings(each).filter((meeting) => meeting.older === older);
    return (["payload", "headers"] as const).flatMap((part) => [
      ...new Group(context, each).judge(meetings.filter((meeting) => meeting.part === part)),
    ]);
  });
}

/** One break: the message that shows it, and every pair that it shows it for. */
interface Break {
  readonly value: JsonValue;
  readonly violations: readonly Violation[];
  readonly meetings: Meeting[];
}

/**
 * Judges the pairs of one version that differ only in the revision. One message often shows the break of many: it is tried
 * before another is looked for, so that a reader of the report meets each break once.
 */
class Group {
  readonly #context: CheckContext;
  readonly #case: VersionCase;
  readonly #breaks: Break[] = [];
  readonly #undecided: Map<string, Meeting[]> = new Map();

  constructor(context: CheckContext, each: VersionCase) {
    this.#context = context;
    this.#case = each;
  }

  judge(meetings: readonly Meeting[]): readonly RuleFinding[] {
    for (const meeting of meetings) this.#judge(meeting);
    return [
      ...this.#breaks.map(({ value, violations, meetings: shown }) => this.#finding(shown, { value, violations })),
      ...[...this.#undecided].map(([reason, shown]) => this.#finding(shown, { reason })),
    ];
  }

  #judge(meeting: Meeting): void {
    const [writer, reader] = viewsOf(this.#context, meeting);
    const shown = this.#breaks.find(({ value }) => isRefused(writer, reader, value) !== null);
    if (shown !== undefined) {
      shown.meetings.push(meeting);
      return;
    }
    const verdict = this.#context.judge(meeting);
    if (verdict.verdict === "breaking") this.#breaks.push({ ...verdict, meetings: [meeting] });
    if (verdict.verdict === "undecided") {
      this.#undecided.set(verdict.reason, [...(this.#undecided.get(verdict.reason) ?? []), meeting]);
    }
  }

  /** The first number that no version of the message has had. */
  #next(): number {
    return Math.max(...versionsOf(this.#context, this.#case.message).map(({ version }) => version)) + 1;
  }

  #finding(meetings: readonly Meeting[], found: Omit<Break, "meetings"> | { readonly reason: string }): RuleFinding {
    const [first] = meetings as [Meeting, ...Meeting[]];
    const { message, version } = this.#case;
    const breaking = "value" in found;
    const pointer = breaking ? (found.violations[0]?.pointer ?? "") : "";
    const others = countOthers(first, meetings);
    const [who, whom] = [sideName(this.#context, first.writer), sideName(this.#context, first.reader)];
    const summary = breaking
      ? `${whom}${others.reader} would refuse ${first.part === "headers" ? "headers" : "a message"} of ${who}${others.writer}${why(first.part, found.violations)}.`
      : `Whether ${whom}${others.reader} takes all ${first.part === "headers" ? "headers" : "messages"} of ${who}${others.writer} could not be decided: ${found.reason}.`;
    return {
      weight: breaking ? "breaking" : "undecided",
      message,
      version,
      summary,
      hint: hintFor(breaking, first, this.#context.world === "open" ? null : this.#next()),
      ...places(first, pointer),
      ...(breaking
        ? { witness: { value: found.value, sentBy: who, refusedBy: whom, violations: found.violations } }
        : {}),
      parties: concerned(this.#case, meetings),
      change: changeOf(this.#context, meetings),
    };
  }
}

/** So many more revisions, said of the side that they are on; several sides of one revision count once. */
function countOthers(
  { older, writer, reader }: Meeting,
  meetings: readonly Meeting[],
): { readonly writer: string; readonly reader: string } {
  const side = older === "message" ? "writer" : "reader";
  const shown = older === "message" ? writer : reader;
  const others = new Set(meetings.map((meeting) => meeting[side].revision).filter((each) => each !== shown.revision));
  const text = others.size === 0 ? "" : ` (and ${others.size} more ${others.size === 1 ? "revision" : "revisions"})`;
  return { writer: "", reader: "", [side]: text };
}

function undeclaredOnly(context: CheckContext, each: VersionCase): readonly RuleFinding[] {
  // The newest pair each way says it; a note for each of ten revisions would hide what breaks.
  const seen = new Set<string>();
  return context.meetings(each).flatMap((meeting): readonly RuleFinding[] => {
    const key = `${meeting.older} ${meeting.part}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const verdict = context.judge(meeting);
    const found = verdict.verdict === "safe" ? verdict.undeclared() : null;
    return found === null ? [] : [undeclaredNote(context, each, meeting, found)];
  });
}

function undeclaredNote(
  context: CheckContext,
  each: VersionCase,
  meeting: Meeting,
  found: NonNullable<ReturnType<Extract<PairVerdict, { readonly verdict: "safe" }>["undeclared"]>>,
): RuleFinding {
  const [who, whom] = [sideName(context, meeting.writer), sideName(context, meeting.reader)];
  const shown = "value" in found;
  return {
    weight: "note",
    message: each.message,
    version: each.version,
    summary: shown
      ? `Breaks only if somebody sends undeclared properties: ${whom} would then refuse a message of ${who}.`
      : `Whether ${whom} takes messages of ${who} with undeclared properties could not be decided: ${found.reason}.`,
    hint: "Nothing to do where every sender uses its generated publisher, which sends declared properties only.",
    ...places(meeting, shown ? (found.violations[0]?.pointer ?? "") : ""),
    ...(shown ? { witness: { ...found, sentBy: `${who}, with undeclared properties`, refusedBy: whom } } : {}),
    parties: concerned(each, [meeting]),
    change: changeOf(context, [meeting]),
  };
}

function viewsOf({ views }: CheckContext, { writer, reader }: Meeting): [SchemaViews, SchemaViews] {
  return [views(writer.schema), views(reader.schema)];
}

function why(part: Meeting["part"], violations: readonly Violation[]): string {
  const [first] = violations;
  const whole = part === "headers" ? "all headers together" : "the whole message";
  return first === undefined ? "" : `: ${first.pointer === "" ? whole : first.pointer} must be ${first.expected}`;
}

/** @param next - the version to make; null in documents that know nothing of our versions, nor of a config that approves */
function hintFor(breaking: boolean, { older, part, writer }: Meeting, next: number | null): string {
  const { version } = writer.revision.contract;
  if (next === null) {
    return breaking ? "Send it as a message of another name, or leave it as it was." : "Say it in simpler keywords.";
  }
  if (!breaking) return "Say it in simpler keywords, or approve it if you know better than the check.";
  if (part === "headers") return "Leave the header optional, or send it under a new message version.";
  if (older === "neither") return "Let both sides refer to one schema by $ref.";
  const leave = `leave version ${version} as it was`;
  if (next > version + 1) return `Put it into a version of its own, the next being ${next}, and ${leave}.`;
  return `Make it version ${next} with an upcaster from version ${version}, or ${leave}.`;
}

/** The place in the documents of today and that in the baseline, whichever side is which. */
function places(
  { older, part, writer, reader }: Meeting,
  pointer: string,
): { readonly at: Place; readonly before: Place | null } {
  const [now, then] = older === "reader" ? [writer, reader] : [reader, writer];
  return { at: placeOf(now, part, pointer), before: placeOf(then, part, pointer) };
}

/** Where a side describes it: in its own view, where it has one. */
function placeOf({ revision, who: [first] }: Side<Sender | Receiver>, part: Meeting["part"], pointer: string): Place {
  if (first?.view === undefined) return revision.placeOf({ in: part, pointer });
  return revision.placeOf({ in: part, pointer, viewOf: { service: first.service, operation: first.operation } });
}

/** Every pair that the finding is about: an approval of one must not hold for another that the same message happens to show. */
function changeOf({ views }: CheckContext, meetings: readonly Meeting[]): readonly string[] {
  const [part] = meetings.map((meeting) => meeting.part);
  const pairs = meetings.map(({ writer, reader }) =>
    JSON.stringify([views(writer.schema).text, views(reader.schema).text]),
  );
  return [part ?? "payload", ...[...new Set(pairs)].sort()];
}
