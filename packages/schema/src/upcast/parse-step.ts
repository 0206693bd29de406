import { isObject } from "../json.js";
import type { UpcastOp, UpcastStep } from "./step.js";
import type { KeyShape } from "./step-kind.js";
import { kindOf, stepKinds } from "./steps.js";

/** A step read from a document, or what is wrong with it; `key` names the key at fault. */
export type ParsedStep =
  | { readonly ok: true; readonly step: UpcastStep }
  | { readonly ok: false; readonly problem: string; readonly key?: string };

const isScalar = (value: unknown): boolean => value === null || ["boolean", "number", "string"].includes(typeof value);
const isText = (value: unknown): boolean => typeof value === "string";

/** What each shape asks for, and its test. */
const SHAPES: { readonly [shape in KeyShape]: readonly [words: string, test: (value: unknown) => boolean] } = {
  integer: ["a whole number", Number.isInteger],
  scalar: ["a text, number, boolean or null", isScalar],
  scalars: [
    "a table of old to new members",
    (value) => isFilledMap(value) && Object.values(value as object).every(isScalar),
  ],
  text: ["a text", isText],
  textMap: [
    "a map of names to pointers",
    (value) => isFilledMap(value) && Object.values(value as object).every(isText),
  ],
  texts: ["a list of pointers", (value) => Array.isArray(value) && value.every(isText)],
  value: ["a value", (value) => value !== undefined],
};

/**
 * Reads a step as documents write it: `{ toDecimalString: { path: "/amount", scale: 2 } }`. Never throws: what is wrong
 * is told, with the keys that the step takes.
 */
export function parseStep(raw: unknown): ParsedStep {
  const ops = Object.keys(stepKinds).join(", ");
  if (!isObject(raw)) return { ok: false, problem: `a step is an object with one key: ${ops}` };
  const [op, ...others] = Object.keys(raw);
  if (op === undefined) return { ok: false, problem: `a step names one of: ${ops}` };
  if (!Object.hasOwn(stepKinds, op))
    return { ok: false, key: op, problem: `no step is named "${op}"; there are: ${ops}` };
  if (others[0] !== undefined)
    return { ok: false, key: others[0], problem: `a step has one key; "${others[0]}" is another` };
  return parseBody(op as UpcastOp, raw[op]);
}

function parseBody(op: UpcastOp, body: unknown): ParsedStep {
  const { required, optional } = stepKinds[op];
  const takes = [...Object.keys(required), ...Object.keys(optional).map((key) => `${key}?`)].join(", ");
  if (!isObject(body)) return { ok: false, key: op, problem: `${op} takes an object with: ${takes}` };
  const known: { readonly [key: string]: KeyShape } = { ...required, ...optional };
  for (const key of Object.keys(body)) {
    if (!Object.hasOwn(known, key)) return { ok: false, key, problem: `${op} has no key "${key}"; it takes: ${takes}` };
  }
  for (const [key, shape] of Object.entries(known)) {
    if (!Object.hasOwn(body, key)) {
      if (Object.hasOwn(required, key)) return { ok: false, key, problem: `${op} needs "${key}"; it takes: ${takes}` };
      continue;
    }
    const [words, fits] = SHAPES[shape];
    if (!fits(body[key])) return { ok: false, key, problem: `"${key}" must be ${words}` };
  }
  const step = { op, ...body } as unknown as UpcastStep;
  const problem = kindOf(step).check(step);
  return problem === undefined ? { ok: true, step } : { ok: false, ...problem };
}

function isFilledMap(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0;
}
