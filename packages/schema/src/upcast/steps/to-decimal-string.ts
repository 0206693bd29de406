import { foundType, type JsonValue } from "../../json.js";
import { parsePointer } from "../../pointer.js";
import { checkValue } from "../check-path.js";
import { decimalText } from "../decimal-text.js";
import { Refused } from "../refused.js";
import type { ToDecimalStringStep } from "../step.js";
import type { StepKind } from "../step-kind.js";
import { replaceEach } from "../walk.js";

/** More digits than any currency or rate has, and few enough to print. */
const MAX_SCALE = 20;

export const toDecimalStringKind: StepKind<ToDecimalStringStep> = {
  required: { path: "text", scale: "integer" },
  optional: {},
  check: ({ path, scale }) => {
    if (scale < 0 || scale > MAX_SCALE) return { key: "scale", problem: `scale must be from 0 to ${MAX_SCALE}` };
    return checkValue("path", path);
  },
  compile: ({ path, scale }) => {
    const tokens = parsePointer(path);
    const exact = new RegExp(scale === 0 ? "^-?\\d+$" : `^-?\\d+\\.\\d{${scale}}$`);
    return (draft) => replaceEach(draft, tokens, (value, at) => convert(value, scale, exact, at));
  },
};

function convert(value: JsonValue, scale: number, exact: RegExp, at: string): JsonValue {
  if (value === null || (typeof value === "string" && exact.test(value))) return value;
  if (typeof value !== "number") throw new Refused(at, `expected a number, found ${foundType(value)}`);
  const decimal = decimalText(value, scale);
  if (!decimal.ok) throw new Refused(at, decimal.reason);
  return decimal.text;
}
