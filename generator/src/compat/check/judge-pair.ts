import type { JsonValue, Violation } from "@insaka/schema";
import { SubsetEngine, type Verdict } from "../subset/index.js";
import { undemanded } from "./format-demands.js";
import type { SchemaViews } from "./schema-views.js";

/** A message, and why the reader refuses it. */
export interface Refusal {
  readonly value: JsonValue;
  readonly violations: readonly Violation[];
}

/** Whether a reader takes all that a writer may send. */
export type PairVerdict =
  | {
      readonly verdict: "safe";
      /** What is refused only where the writer sends names that its document does not declare; null where nothing is. */
      readonly undeclared: Refusal | { readonly reason: string } | null;
    }
  | ({ readonly verdict: "breaking" } & Refusal)
  | { readonly verdict: "undecided"; readonly reason: string };

const safe: PairVerdict = { verdict: "safe", undeclared: null };

/** Judges one pair of a writer's and a reader's schema. Remembers what it has judged. */
export function pairJudge(): (writer: SchemaViews, reader: SchemaViews) => PairVerdict {
  const engine = new SubsetEngine();
  const judged = new Map<SchemaViews, Map<SchemaViews, PairVerdict>>();
  return (writer, reader) => {
    if (writer.text === reader.text) return safe;
    const row = judged.get(writer) ?? new Map<SchemaViews, PairVerdict>();
    judged.set(writer, row);
    const verdict = row.get(reader) ?? judge(engine, writer, reader);
    row.set(reader, verdict);
    return verdict;
  };
}

/** True where the value is one that the writer may send and the reader refuses: by the runtime's own judges. */
export function isRefused(writer: SchemaViews, reader: SchemaViews, value: JsonValue): readonly Violation[] | null {
  if (writer.writes()(value).length > 0) return null;
  const read = reader.reads()(value);
  return read.ok ? null : read.violations;
}

function judge(engine: SubsetEngine, writer: SchemaViews, reader: SchemaViews): PairVerdict {
  // What holds for all that the schema allows holds for the part of it that a writer sends: no view is needed.
  const strict = engine.isSubset(writer.stated, reader.stated);
  if (strict.verdict === "subset") return withoutUnsayable(writer, reader, safe);
  const [sent, read] = [writer.writer(), reader.reader()];
  const viewed = engine.isSubset(sent.schema, read.schema);
  if (viewed.verdict === "subset") {
    return withoutUnsayable(writer, reader, { verdict: "safe", undeclared: undeclaredOnly(writer, reader, strict) });
  }
  if (viewed.verdict === "undecided") return viewed;
  const violations = isRefused(writer, reader, viewed.witness);
  if (violations !== null) return { verdict: "breaking", value: viewed.witness, violations };
  const reason = [sent, read].flatMap((view) => (view.exact ? [] : [view.reason])).join("; ");
  return {
    verdict: "undecided",
    reason: reason === "" ? "a witness was found that the validator does not confirm" : reason,
  };
}

function undeclaredOnly(
  writer: SchemaViews,
  reader: SchemaViews,
  strict: Verdict,
): Refusal | { readonly reason: string } | null {
  if (strict.verdict === "subset") return null;
  if (strict.verdict === "undecided") return { reason: strict.reason };
  const { witness: value } = strict;
  if (writer.validates()(value).length > 0)
    return { reason: "a witness was found that the validator does not confirm" };
  const violations = reader.validates()(value);
  return violations.length > 0
    ? { value, violations }
    : { reason: "a witness was found that the validator does not confirm" };
}

/** A format that no pattern says was not judged: what the reader demands so, the writer must keep. */
function withoutUnsayable(writer: SchemaViews, reader: SchemaViews, verdict: PairVerdict): PairVerdict {
  const reason = undemanded(writer.demands(), reader.demands());
  return reason === null ? verdict : { verdict: "undecided", reason };
}
