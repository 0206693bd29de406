import type { JsonValue } from "@insaka/schema";
import type { Draft } from "./dialect.js";

/** Whether every value that is valid under one schema is valid under another. */
export type Verdict =
  | { readonly verdict: "subset" }
  /** The witness is valid under the first schema and refused by the second; the judge has confirmed both. */
  | { readonly verdict: "not-subset"; readonly witness: JsonValue }
  /** Neither could be proved. The reason names the keyword and says why. */
  | { readonly verdict: "undecided"; readonly reason: string };

/** Whether any value is valid under a schema. */
export type Instance =
  | { readonly kind: "found"; readonly value: JsonValue }
  | { readonly kind: "none" }
  | { readonly kind: "undecided"; readonly reason: string };

/**
 * Re-checks witnesses: says whether a value is valid under a schema as it was given. What it throws counts as no answer, and a
 * witness without two answers is never shown. `assertsFormats` says that the witness is one because of a changed format.
 */
export type Judge = (schema: unknown, value: JsonValue, draft: Draft, assertsFormats: boolean) => boolean;

/** How questions are asked. */
export interface SubsetOptions {
  /** Default: draft-07. */
  readonly draft?: Draft;
  /** Steps of work for one question, about a microsecond each. Default: 800,000. */
  readonly budget?: number;
  /**
   * `annotation`: a format refuses nothing. `compared` (default): the same, but where both schemas name a format for one text
   * and they differ, a text of the one that is not of the other is a break, as a validator that asserts formats takes it.
   */
  readonly formats?: "annotation" | "compared";
  /** Default: ajv. */
  readonly judge?: Judge;
}
