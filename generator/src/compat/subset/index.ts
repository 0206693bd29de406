import { SubsetEngine } from "./engine.js";
import type { Instance, SubsetOptions, Verdict } from "./verdict.js";

export { DRAFTS, type Draft, isDraft } from "./dialect.js";
export { SubsetEngine } from "./engine.js";
export { comparedFormats } from "./format-words.js";
export { judgeByAjv } from "./judge.js";
export type { Instance, Judge, SubsetOptions, Verdict } from "./verdict.js";

/**
 * Whether every value that is valid under `lhs` is valid under `rhs`: proved, refuted by a witness, or undecided. `format` is
 * an annotation. Never throws, and ends within its budget. For many questions over the same schemas: {@link SubsetEngine}.
 */
export function isSubset(lhs: unknown, rhs: unknown, options: SubsetOptions = {}): Verdict {
  return new SubsetEngine(options).isSubset(lhs, rhs);
}

/** A value that is valid under a schema. */
export function findInstance(schema: unknown, options: SubsetOptions = {}): Instance {
  return new SubsetEngine(options).findInstance(schema);
}

/** Whether any value is valid under a schema; `undefined` where that could not be told. */
export function isSatisfiable(schema: unknown, options: SubsetOptions = {}): boolean | undefined {
  const { kind } = findInstance(schema, options);
  return kind === "undecided" ? undefined : kind === "found";
}
