import type { Revision } from "../baseline.js";
import type { Receiver, Sender } from "../contract.js";
import { isSubset } from "../subset/index.js";
import type { CheckContext } from "./check-context.js";
import { combine } from "./combine.js";
import type { FormatDemands } from "./format-demands.js";
import { isRefused, type PairVerdict, safe } from "./judge-pair.js";
import { type Meeting, type Side, sidesOf } from "./meetings.js";

/**
 * What of a break is new since an earlier state of the documents. Not by comparing findings, where one message that breaks would
 * hide another: new is what the sender may send now and could not then (and the reader refuses), or what the reader refuses now and
 * took then. Where that cannot be put as one question, the break counts as new: so where the party was not there, or could not
 * send yet.
 * @param earlier - the version as the documents stated it then
 */
export function onlyNew(
  meeting: Meeting,
  earlier: Revision,
  verdict: PairVerdict,
  { views, world }: Pick<CheckContext, "views" | "world">,
): PairVerdict {
  if (verdict.verdict !== "breaking" || meeting.older === "neither") return verdict;
  const [writer, reader] = [views(meeting.writer.schema), views(meeting.reader.schema)];
  const byReader = meeting.older === "message";
  const sides = sidesOf(world, byReader ? "reader" : "writer", earlier, meeting.part);
  const own = byReader ? reader : writer;
  if (sides.some(({ schema }) => views(schema).text === own.text)) return safe;
  const stated = ownSide(sides, byReader ? meeting.reader : meeting.writer);
  if (stated === undefined) return verdict;
  const then = views(stated.schema);
  const [sent, read, before] = [writer.writer(), reader.reader(), byReader ? then.reader() : then.writer()];
  if (!(sent.exact && read.exact && before.exact)) return verdict;
  // The engine does not see these.
  if ([writer, reader, then].some((each) => !isFree(each.demands()))) return verdict;
  const found = byReader
    ? isSubset(combine("allOf", [sent.schema, before.schema]), read.schema, { formats: "annotation" })
    : isSubset(sent.schema, combine("anyOf", [read.schema, before.schema]), { formats: "annotation" });
  if (found.verdict === "subset") return safe;
  if (found.verdict === "undecided") return verdict;
  const violations = isRefused(writer, reader, found.witness);
  return violations === null ? verdict : { verdict: "breaking", value: found.witness, violations };
}

function isFree({ always, sometimes, unclear }: FormatDemands): boolean {
  return always.size === 0 && sometimes.length === 0 && unclear.length === 0;
}

/** The side on which the same parties stood; `undefined` where they were of several minds, or not all there. */
function ownSide(
  sides: readonly Side<Sender | Receiver>[],
  { who }: Side<Sender | Receiver>,
): Side<Sender | Receiver> | undefined {
  return sides.find((side) =>
    who.length === 0
      ? side.who.length === 0
      : who.every(({ service, operation }) =>
          side.who.some((other) => other.service === service && other.operation === operation),
        ),
  );
}
