import type { JsonSchema } from "@insaka/schema";
import type { Samples } from "../samples/sample-messages.js";
import type { UpcastWay } from "./batch-upcast.js";

/**
 * The messages on which ways from one version are tried. By chance they hold the names that the next one gives a meaning
 * to, and often what the steps can answer.
 */
export async function samplesFor(
  from: JsonSchema,
  to: JsonSchema,
  ways: readonly UpcastWay[],
  { count, seed }: { readonly count: number; readonly seed?: number },
): Promise<Samples> {
  // Loaded when something is to be proved: nothing else needs fast-check.
  const { sampleMessages } = await import("../samples/sample-messages.js");
  const { declaredNames } = await import("../samples/declared-names.js");
  const steps = ways.flatMap((way) => (typeof way === "function" ? [] : way));
  return sampleMessages(from, { count, names: declaredNames(to), steps, ...(seed === undefined ? {} : { seed }) });
}
