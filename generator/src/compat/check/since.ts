import type { JsonSchema } from "@insaka/schema";
import type { Revision } from "../baseline.js";
import type { Receiver, Sender } from "../contract.js";
import { isSubset } from "../subset/index.js";
import { combine } from "./combine.js";
import { isRefused, type PairVerdict } from "./judge-pair.js";
import { type Meeting, type Side, schemaOf } from "./meetings.js";
import type { SchemaViews } from "./schema-views.js";

const old: PairVerdict = { verdict: "safe", undeclared: null };

/**
 * What of a break is new since an earlier state of the documents. Not by comparing findings, where one message that breaks would
 * hide another: new is what the sender may send now and could not then (and the reader refuses), or what the reader refuses now and
 * took then. Where that cannot be put as one question, the break counts as new.
 * @param earlier - the version as the documents stated it then
 */
export function onlyNew(
  meeting: Meeting,
  earlier: Revision,
  verdict: PairVerdict,
  views: (schema: JsonSchema) => SchemaViews,
): PairVerdict {
  if (verdict.verdict !== "breaking") return verdict;
  const [writer, reader] = [views(meeting.writer.schema), views(meeting.reader.schema)];
  const then = {
    writer: thenSchema(meeting, "writer", earlier),
    reader: thenSchema(meeting, "reader", earlier),
  };
  if (then.writer === null || then.reader === null) return verdict;
  const [wrote, took] = [views(then.writer), views(then.reader)];
  const sameWriter = wrote.text === writer.text;
  const sameReader = took.text === reader.text;
  // Both sides are of these documents: where both have changed, what is new is no single question.
  if (meeting.older === "neither" && !sameWriter && !sameReader) return verdict;
  const byReader = meeting.older === "message" || (meeting.older === "neither" && sameWriter);
  if (byReader ? sameReader : sameWriter) return old;
  const [sent, read, before] = [writer.writer(), reader.reader(), byReader ? took.reader() : wrote.writer()];
  if (!(sent.exact && read.exact && before.exact)) return verdict;
  const found = byReader
    ? isSubset(combine("allOf", [sent.schema, before.schema]), read.schema)
    : isSubset(sent.schema, combine("anyOf", [read.schema, before.schema]));
  if (found.verdict === "subset") return old;
  if (found.verdict === "undecided") return verdict;
  const violations = isRefused(writer, reader, found.witness);
  return violations === null ? verdict : { verdict: "breaking", value: found.witness, violations };
}

/** What those of one side held to then; null where they were of several minds. Who was not there held to what the owner stated. */
function thenSchema(meeting: Meeting, role: "writer" | "reader", earlier: Revision): JsonSchema | null {
  const { who }: Side<Sender | Receiver> = meeting[role];
  const { senders, receivers } = earlier.contract;
  const known: readonly (Sender | Receiver)[] = role === "writer" ? senders : receivers;
  const stated = schemaOf(earlier, meeting.part, role);
  const released = meeting.older === (role === "reader" ? "reader" : "message");
  if (released || meeting.part === "headers") return stated;
  const [first = stated, ...others] = new Set(
    who.map(({ service, operation }) => {
      return known.find((each) => each.service === service && each.operation === operation)?.view ?? stated;
    }),
  );
  return others.length > 0 ? null : first;
}
