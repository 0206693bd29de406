import { cloneJson, type JsonValue } from "../json.js";
import { SchemaError } from "../schema-error.js";
import { parseStep } from "./parse-step.js";
import { Refused } from "./refused.js";
import type { UpcastStep } from "./step.js";
import type { Apply } from "./step-kind.js";
import { kindOf } from "./steps.js";

/** Why a message cannot be brought to the next version. It holds no value of the message. */
export interface UpcastRefusal {
  /** The number of the step in the chain, from 0. */
  readonly step: number;
  readonly op: string;
  /** The place in the message, array positions included. */
  readonly pointer: string;
  readonly reason: string;
}

/** The message in its next shape, or why there is none. */
export type UpcastResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly refusal: UpcastRefusal };

/** A compiled chain of steps. It never changes its argument. */
export type Upcast = (value: JsonValue) => UpcastResult;

/**
 * Prepares a chain of steps. Chains over several versions are their steps in a row: that is the same as one version
 * after the other. What each step does in every case stands in `steps.ts`.
 * @throws SchemaError for a step that {@link parseStep} would not have let through.
 */
export function compileUpcast(steps: readonly UpcastStep[]): Upcast {
  const applies = steps.map(compileStep);
  if (applies.length === 0) return (value) => ({ ok: true, value });
  return (value) => {
    const draft = cloneJson(value);
    let step = 0;
    try {
      for (; step < applies.length; step++) applies[step]?.(draft);
      return { ok: true, value: draft };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const op = steps[step]?.op ?? "";
      return { ok: false, refusal: { step, op, pointer: error.pointer, reason: error.message } };
    }
  };
}

/** The constructors check nothing, so that generated code stays plain data; a step is checked here, once. */
function compileStep(step: UpcastStep): Apply {
  const { op, ...body } = step;
  const parsed = parseStep({ [op]: body });
  if (!parsed.ok) throw new SchemaError(`${op}: ${parsed.problem}`);
  return kindOf(parsed.step).compile(parsed.step);
}
