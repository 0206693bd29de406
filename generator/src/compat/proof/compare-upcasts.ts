import { isDeepStrictEqual } from "node:util";
import { compileReaderView, type JsonSchema, type JsonValue } from "@insaka/schema";
import { batchUpcast, type UpcastWay } from "./batch-upcast.js";
import { PROVED_ON } from "./prove-upcast.js";
import { samplesFor } from "./samples-for.js";
import type { UpcastOutcome } from "./upcast-outcome.js";

/** Two ways to the same version: as it was released, and as it is now. */
export interface CompareInput {
  /** Of the version that they read. */
  readonly from: JsonSchema;
  /** Of the version that they lead to. */
  readonly to: JsonSchema;
  readonly before: UpcastWay;
  readonly after: UpcastWay;
  /** At least so many messages; {@link PROVED_ON} where it is absent. */
  readonly count?: number;
  readonly seed?: number;
}

/** Whether an edit of a released upcaster changes what it does. */
export type UpcastComparison =
  /** On so many generated messages both do the same. */
  | { readonly same: true; readonly generated: number }
  /** A small message for which they do not. */
  | {
      readonly same: false;
      readonly message: JsonValue;
      readonly before: UpcastOutcome;
      readonly after: UpcastOutcome;
    };

const BATCH = 500;

/**
 * Looks for a message that an edited upcaster answers otherwise than before: with another value, or a refusal where there
 * was a value. Why and where it refuses may change.
 * @throws SchemaError for a schema that does not compile, or a step that is none
 */
export async function compareUpcasts(input: CompareInput): Promise<UpcastComparison> {
  const { from, to, count = PROVED_ON } = input;
  const { samples } = await samplesFor(from, to, [input.before, input.after], { ...input, count });
  const ways = [batchUpcast(input.before), batchUpcast(input.after)] as const;
  const view = compileReaderView(from);
  const compare = async (messages: readonly JsonValue[]): Promise<Extract<UpcastComparison, { same: false }>[]> => {
    const read = messages.map((message) => {
      const seen = view(message);
      return seen.ok ? seen.value : message;
    });
    const [before, after] = [await ways[0](read), await ways[1](read)];
    return messages.flatMap((message, index) => {
      const [one, other] = [before[index], after[index]];
      if (one === undefined || other === undefined || isSame(one, other)) return [];
      return [{ same: false, message, before: one, after: other }];
    });
  };
  for (let start = 0; start < samples.length; start += BATCH) {
    const found = await compare(samples.slice(start, start + BATCH).map(({ message }) => message));
    const [first] = found.toSorted((a, b) => JSON.stringify(a.message).length - JSON.stringify(b.message).length);
    if (first === undefined) continue;
    const { shrinkJson } = await import("../samples/shrink-json.js");
    let least = first;
    await shrinkJson(first.message, async (message) => {
      const [different] = view(message).ok ? await compare([message]) : [];
      least = different ?? least;
      return different !== undefined;
    });
    return least;
  }
  return { same: true, generated: samples.length };
}

function isSame(one: UpcastOutcome, other: UpcastOutcome): boolean {
  if (one.kind !== other.kind) return false;
  return one.kind === "cast" && other.kind === "cast" ? isDeepStrictEqual(one.value, other.value) : true;
}
