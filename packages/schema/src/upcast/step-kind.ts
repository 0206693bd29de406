import type { JsonValue } from "../json.js";
import type { Problem } from "./check-path.js";
import type { UpcastStep } from "./step.js";

/** What a key of a step holds: a text, a list of texts, a whole number, a map of texts to scalars or to texts, any value. */
export type KeyShape = "integer" | "scalar" | "scalars" | "text" | "textMap" | "texts" | "value";

/** Changes a draft of the message in place. @throws Refused where it cannot answer exactly. */
export type Apply = (draft: JsonValue) => void;

/** One kind of step: how documents write it, what makes it ill-formed, what it does. */
export interface StepKind<S extends UpcastStep> {
  readonly required: { readonly [key in string]: KeyShape };
  readonly optional: { readonly [key in string]: KeyShape };
  /** What is wrong with a step whose keys have the right shapes. */
  check(step: S): Problem;
  /** Prepares a well-formed step. */
  compile(step: S): Apply;
}
