import type { JsonSchema } from "@insaka/schema";
import type { Revision } from "../baseline.js";
import { isSubset } from "../subset/index.js";
import { combine } from "./combine.js";
import { isRefused, type PairVerdict, safe } from "./judge-pair.js";
import { type Meeting, schemaOf } from "./meetings.js";
import type { SchemaViews } from "./schema-views.js";

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
  const byReader = meeting.older === "message";
  const then = views(schemaOf(earlier, meeting.part, byReader ? "reader" : "writer"));
  if (then.text === (byReader ? reader : writer).text) return safe;
  const [sent, read, before] = [writer.writer(), reader.reader(), byReader ? then.reader() : then.writer()];
  if (!(sent.exact && read.exact && before.exact)) return verdict;
  const found = byReader
    ? isSubset(combine("allOf", [sent.schema, before.schema]), read.schema)
    : isSubset(sent.schema, combine("anyOf", [read.schema, before.schema]));
  if (found.verdict === "subset") return safe;
  if (found.verdict === "undecided") return verdict;
  const violations = isRefused(writer, reader, found.witness);
  return violations === null ? verdict : { verdict: "breaking", value: found.witness, violations };
}
