import { parsePointer } from "../../pointer.js";
import { checkName, checkProperty } from "../check-path.js";
import { putMember } from "../place.js";
import type { RenameStep } from "../step.js";
import type { StepKind } from "../step-kind.js";
import { eachHolder } from "../walk.js";

export const renameKind: StepKind<RenameStep> = {
  required: { path: "text", to: "text" },
  optional: {},
  check: ({ path, to }) => checkProperty("path", path) ?? checkName("to", to),
  compile: ({ path, to }) => {
    const tokens = parsePointer(path);
    const from = tokens.at(-1) ?? "";
    return (draft) =>
      eachHolder(draft, tokens, (holder, at) => {
        const value = Object.hasOwn(holder, from) ? holder[from] : undefined;
        if (value === undefined) return;
        delete holder[from];
        putMember(holder, to, value, at);
      });
  },
};
