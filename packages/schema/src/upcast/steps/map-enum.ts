import { foundType } from "../../json.js";
import { parsePointer } from "../../pointer.js";
import { checkValue } from "../check-path.js";
import { Refused } from "../refused.js";
import type { MapEnumStep } from "../step.js";
import type { StepKind } from "../step-kind.js";
import { replaceEach } from "../walk.js";

export const mapEnumKind: StepKind<MapEnumStep> = {
  required: { path: "text", table: "scalars" },
  optional: { else: "scalar" },
  check: ({ path }) => checkValue("path", path),
  compile: (step) => {
    const tokens = parsePointer(step.path);
    const table = new Map(Object.entries(step.table));
    return (draft) =>
      replaceEach(draft, tokens, (value, at) => {
        if (value === null) return null;
        if (typeof value !== "string") throw new Refused(at, `expected a string, found ${foundType(value)}`);
        const member = table.get(value) ?? (table.has(value) ? null : step.else);
        if (member === undefined) throw new Refused(at, "the table has no entry for this member");
        return member;
      });
  },
};
