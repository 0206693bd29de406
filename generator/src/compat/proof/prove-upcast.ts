import { compileReaderView, type JsonSchema, type JsonValue } from "@insaka/schema";
import type { Sample } from "../samples/sample-messages.js";
import { batchUpcast, type UpcastWay } from "./batch-upcast.js";
import { countRefusals } from "./count-refusals.js";
import { type Judged, type JudgedUpcast, judgeUpcast } from "./judge-upcast.js";
import { samplesFor } from "./samples-for.js";
import type { UpcastCounterexample, UpcastProblem, UpcastProof, Wrong } from "./upcast-proof.js";

/** As many messages as an upcaster is proved on. */
export const PROVED_ON = 10_000;

/** Upcast at once: a function runs elsewhere, and what it is sent and sends must not fill the memory. */
const BATCH = 500;

/** What takes its time to fail is seen to fail so often while its message is made smaller, and then left as it is. */
const SLOW_FAILURES = 4;

/** One version of a message. */
export interface VersionSchema {
  readonly version: number;
  readonly schema: JsonSchema;
}

/** What is to be proved. */
export interface UpcastProofInput {
  readonly from: VersionSchema;
  readonly to: VersionSchema;
  /** The way from one to the other. */
  readonly upcast: UpcastWay;
  /** At least so many messages; {@link PROVED_ON} where it is absent. */
  readonly count?: number;
  /** Made from the schema of `from` where it is absent, so that the same change meets the same messages. */
  readonly seed?: number;
}

/**
 * Tries an upcaster on generated messages, as consumers meet them: each is read by the reader view of `from`, upcast, and
 * judged by the validator of `to`. It is proved where every one comes out valid or is refused, and not all are refused. It
 * ends at the first batch with a wrong answer, and makes the shortest of these messages smaller still.
 * @throws SchemaError for a schema that does not compile, or a step that is none
 */
export async function proveUpcast(input: UpcastProofInput): Promise<UpcastProof> {
  const { from, to, count = PROVED_ON } = input;
  const ask = judgeUpcast(batchUpcast(input.upcast), to.schema);
  const samples = await samplesFor(from.schema, to.schema, [input.upcast], { ...input, count });
  const refusals = countRefusals();
  const tally = { valid: 0, refused: 0, wrong: 0 };
  let distinct = 0;
  const wrong: (readonly [Sample, Judged])[] = [];
  for (let start = 0; start < samples.samples.length && wrong.length === 0; start += BATCH) {
    const batch = samples.samples.slice(start, start + BATCH);
    const judged = await ask(batch.map(({ read }) => read));
    for (const [index, sample] of batch.entries()) {
      const answer = judged[index];
      // What was not asked because the one before it did not come to an end.
      if (answer === undefined) continue;
      tally[answer.kind] += 1;
      if (sample.isNew) distinct += 1;
      if (answer.kind === "refused") refusals.add(answer, sample.message);
      if (answer.kind === "wrong") wrong.push([sample, answer]);
    }
  }
  const counterexample = await smallest(from.schema, ask, wrong);
  const problem = problemOf(tally, counterexample, input, count);
  const generated = tally.valid + tally.refused + tally.wrong;
  return {
    generated,
    distinct,
    systematic: Math.min(samples.systematic, generated),
    ...tally,
    proved: problem === null,
    problem,
    counterexample,
    refusals: refusals.counts(),
  };
}

async function smallest(
  from: JsonSchema,
  ask: JudgedUpcast,
  wrong: readonly (readonly [Sample, Judged])[],
): Promise<UpcastCounterexample | null> {
  const { shrinkJson } = await import("../samples/shrink-json.js");
  const [first] = wrong.toSorted(([a], [b]) => JSON.stringify(a.message).length - JSON.stringify(b.message).length);
  if (first === undefined || first[1].kind !== "wrong") return null;
  let found: UpcastCounterexample = { message: first[0].message, ...withoutKind(first[1]) };
  const fault = found.wrong;
  const view = compileReaderView(from);
  let failures = 0;
  const holds = async (message: JsonValue): Promise<boolean> => {
    const read = view(message);
    if (!read.ok || (isSlow(fault) && failures >= SLOW_FAILURES)) return false;
    const [judged] = await ask([read.value]);
    if (judged?.kind !== "wrong" || judged.wrong !== fault) return false;
    failures += 1;
    found = { message, ...withoutKind(judged) };
    return true;
  };
  await shrinkJson(found.message, holds);
  return found;
}

function withoutKind({ kind: _, ...rest }: Extract<Judged, { kind: "wrong" }>): Omit<UpcastCounterexample, "message"> {
  return rest;
}

const isSlow = (fault: Wrong): boolean => fault === "endless" || fault === "memory";

function problemOf(
  { valid, refused }: { readonly valid: number; readonly refused: number },
  counterexample: UpcastCounterexample | null,
  { from, to }: UpcastProofInput,
  count: number,
): UpcastProblem | null {
  if (counterexample !== null) return { kind: "wrong", text: counterexample.detail };
  const generated = valid + refused;
  if (generated === 0) {
    const text = `No message could be generated that a reader of version ${from.version} takes.`;
    return { kind: "no-message", text };
  }
  if (generated < count) {
    const text = `Only ${generated} messages could be generated that a reader of version ${from.version} takes; ${count} are asked for.`;
    return { kind: "too-few", text };
  }
  if (valid > 0) return null;
  const text = `All of ${refused} generated messages are refused on the way to version ${to.version}: nothing comes out.`;
  return { kind: "all-refused", text };
}
