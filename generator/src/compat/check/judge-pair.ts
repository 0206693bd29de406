import type { JsonSchema, JsonValue, Violation } from "@insaka/schema";
import { SubsetEngine, type Verdict } from "../subset/index.js";
import { judgeByAjv } from "../subset/judge.js";
import { undemanded } from "./format-demands.js";
import { once, type SchemaViews } from "./schema-views.js";

/** A message, and why the reader refuses it. */
export interface Refusal {
  readonly value: JsonValue;
  readonly violations: readonly Violation[];
}

/** Whether a reader takes all that a writer may send. */
export type PairVerdict =
  | {
      readonly verdict: "safe";
      /**
       * What is refused only where the writer sends names that its document does not declare; null where nothing is. Looked for when
       * it is asked for: it takes longer than all the rest, and is told of the newest pair alone.
       */
      readonly undeclared: () => Refusal | { readonly reason: string } | null;
    }
  | ({ readonly verdict: "breaking" } & Refusal)
  | { readonly verdict: "undecided"; readonly reason: string };

/** Nothing is refused, whatever names are sent. */
export const safe: PairVerdict = { verdict: "safe", undeclared: () => null };

/** Judges one pair of a writer's and a reader's schema. Remembers what it has judged. */
export function pairJudge(): (writer: SchemaViews, reader: SchemaViews) => PairVerdict {
  const judges: Judges = new WeakMap();
  const engine = new SubsetEngine({
    // Formats are said as patterns where they are asserted, and otherwise not at all.
    formats: "annotation",
    judge: (schema, value, draft, assertsFormats) =>
      (typeof schema === "object" && schema !== null ? judges.get(schema)?.(value) : undefined) ??
      judgeByAjv(schema, value, draft, assertsFormats),
  });
  const judged = new Map<SchemaViews, Map<SchemaViews, PairVerdict>>();
  return (writer, reader) => {
    if (writer.text === reader.text) return safe;
    const row = judged.get(writer) ?? new Map<SchemaViews, PairVerdict>();
    judged.set(writer, row);
    const known = row.get(reader);
    if (known !== undefined) return known;
    addJudges(judges, writer, reader);
    const verdict = judge(engine, writer, reader);
    row.set(reader, verdict);
    return verdict;
  };
}

/** Judges by the schema that the engine is asked about. */
type Judges = WeakMap<object, (value: JsonValue) => boolean>;

/**
 * The judges that a witness must pass anyway are the engine's too: to compile a second one takes longer than to find the witness.
 * A view that is not exact keeps the engine's own, as it is another schema than the one that is judged at run time.
 */
function addJudges(judges: Judges, writer: SchemaViews, reader: SchemaViews): void {
  const [sent, read] = [writer.writer(), reader.reader()];
  const put = (schema: JsonSchema, judge: (value: JsonValue) => boolean): void => {
    if (typeof schema === "object") judges.set(schema, judge);
  };
  // Where a view is the schema itself, the same judge holds for all of it.
  if (sent.exact) put(sent.schema, (value) => writer.writes()(value).length === 0);
  if (read.exact) put(read.schema, (value) => reader.reads()(value).ok);
  for (const { stated, validates } of [writer, reader]) put(stated, (value) => validates()(value).length === 0);
}

/** True where the value is one that the writer may send and the reader refuses: by the runtime's own judges. */
export function isRefused(writer: SchemaViews, reader: SchemaViews, value: JsonValue): readonly Violation[] | null {
  if (writer.writes()(value).length > 0) return null;
  const read = reader.reads()(value);
  return read.ok ? null : read.violations;
}

function judge(engine: SubsetEngine, writer: SchemaViews, reader: SchemaViews): PairVerdict {
  const [sent, read] = [writer.writer(), reader.reader()];
  const strict = once(() => engine.isSubset(writer.stated, reader.stated));
  const undeclared = once(() => undeclaredOnly(writer, reader, strict()));
  const taken = withoutUnsayable(writer, reader, { verdict: "safe", undeclared });
  // Exact views say all: whether the strict reading holds as well is another question.
  const exact = sent.exact && read.exact;
  if (!exact && strict().verdict === "subset") return taken;
  const viewed = engine.isSubset(sent.schema, read.schema);
  if (viewed.verdict === "subset") return taken;
  // What holds for all that the schema allows holds for the part of it that a writer sends.
  if (exact && strict().verdict === "subset") return taken;
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
