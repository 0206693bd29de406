import { isDeepStrictEqual } from "node:util";
import { compileReaderView, dropUndeclared, type JsonValue, locate } from "@insaka/schema";
import type { Sample } from "../samples/sample-messages.js";
import { type ChainAnswer, type ChainVersion, compiled, versionByVersion } from "./chain-ways.js";
import { PROVED_ON, type VersionSchema } from "./prove-upcast.js";
import { samplesFor } from "./samples-for.js";

/** Several upcasters in a row. */
export interface ChainProofInput {
  readonly from: VersionSchema;
  /** Each version after `from`, in order: the last is the highest that anybody reads. */
  readonly versions: readonly ChainVersion[];
  /** At least so many messages; {@link PROVED_ON} where it is absent. */
  readonly count?: number;
  /** Made from the schema of `from` where it is absent. */
  readonly seed?: number;
}

/** A small message that comes out differently, depending on how one goes. */
export interface ChainCounterexample {
  readonly message: JsonValue;
  /** As consumers go: upcast and judged, version by version. */
  readonly consumer: ChainAnswer;
  /** All steps in one go, judged at the end. */
  readonly compiled: ChainAnswer;
  /** Through consumers of each version: read again by the reader view of every version on the way. */
  readonly stepwise: ChainAnswer;
}

/** How the proof of a chain went. */
export interface ChainProof {
  readonly from: number;
  readonly to: number;
  readonly generated: number;
  /** So many came out of the chain, the same each way. */
  readonly valid: number;
  /** So many did not, for the same reason each way. */
  readonly refused: number;
  readonly proved: boolean;
  readonly counterexample: ChainCounterexample | null;
}

const BATCH = 500;

/**
 * Tries whether a chain of upcasters does the same however one goes through it: as consumers do (version by version, each
 * outcome judged), with all steps compiled to one, and with what comes out read again as each version reads it. Refusals are
 * compared too. In the last way undeclared names are dropped on the way, so what comes out is compared without them: a name
 * that an upcaster leaves behind, and to which a later version gives a meaning, shows as a difference.
 * @throws SchemaError for a schema that does not compile, or a step that is none
 */
export async function proveChain(input: ChainProofInput): Promise<ChainProof> {
  const { from, versions, count = PROVED_ON } = input;
  const last = versions.at(-1) ?? from;
  const { samples } = await samplesFor(
    from.schema,
    last.schema,
    versions.map(({ upcast }) => upcast),
    { ...input, count },
  );
  const compare = comparer(input);
  const tally = { valid: 0, refused: 0 };
  let different: Difference | undefined;
  for (let start = 0; start < samples.length && different === undefined; start += BATCH) {
    for (const compared of await compare(samples.slice(start, start + BATCH))) {
      if (compared === undefined) continue;
      if (compared.same) tally["value" in compared.consumer ? "valid" : "refused"] += 1;
      else if (different === undefined || lengthOf(compared) < lengthOf(different)) different = compared;
    }
  }
  const counterexample = different === undefined ? null : await smallest(input, compare, different);
  const generated = tally.valid + tally.refused;
  return { from: from.version, to: last.version, generated, ...tally, proved: counterexample === null, counterexample };
}

interface Difference extends ChainCounterexample {
  readonly same: boolean;
}

const lengthOf = ({ message }: Difference): number => JSON.stringify(message).length;

type Compare = (samples: readonly Pick<Sample, "message" | "read">[]) => Promise<readonly (Difference | undefined)[]>;

function comparer({ from, versions }: ChainProofInput): Compare {
  const ways = [versionByVersion(versions, false), compiled(versions), versionByVersion(versions, true)] as const;
  const place = locate((versions.at(-1) ?? from).schema);
  const seen = (answer: ChainAnswer): ChainAnswer =>
    "value" in answer ? { value: dropUndeclared(place, answer.value) } : answer;
  return async (samples) => {
    const messages = samples.map(({ read }) => read);
    const [consumers, ones, steps] = [await ways[0](messages), await ways[1](messages), await ways[2](messages)];
    return samples.map(({ message }, index) => {
      const [consumer, one, stepwise] = [consumers[index], ones[index], steps[index]];
      if (consumer === undefined || one === undefined || stepwise === undefined) return undefined;
      const same = isDeepStrictEqual(consumer, one) && isDeepStrictEqual(seen(consumer), seen(stepwise));
      return { message, consumer, compiled: one, stepwise, same };
    });
  };
}

async function smallest(
  { from }: ChainProofInput,
  compare: Compare,
  different: Difference,
): Promise<ChainCounterexample> {
  const { shrinkJson } = await import("../samples/shrink-json.js");
  const view = compileReaderView(from.schema);
  let found = different;
  await shrinkJson(different.message, async (message) => {
    const read = view(message);
    const [compared] = read.ok ? await compare([{ message, read: read.value }]) : [];
    if (compared === undefined || compared.same) return false;
    found = compared;
    return true;
  });
  const { message, consumer, compiled: one, stepwise } = found;
  return { message, consumer, compiled: one, stepwise };
}
