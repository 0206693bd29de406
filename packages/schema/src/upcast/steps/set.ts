import { cloneJson } from "../../json.js";
import { parsePointer } from "../../pointer.js";
import { checkProperty, type Problem } from "../check-path.js";
import { putMember } from "../place.js";
import type { DefaultStep, SetStep } from "../step.js";
import type { StepKind } from "../step-kind.js";
import { eachHolder } from "../walk.js";

export const setKind: StepKind<SetStep> = {
  required: { path: "text", value: "value", because: "text" },
  optional: {},
  check: checkConstant,
  compile: ({ path, value }) => {
    const tokens = parsePointer(path);
    const name = tokens.at(-1) ?? "";
    // A copy for each message: a later step, or the handler, may change what it was given.
    return (draft) => eachHolder(draft, tokens, (holder, at) => putMember(holder, name, cloneJson(value), at));
  },
};

export const defaultKind: StepKind<DefaultStep> = {
  required: { path: "text", value: "value", because: "text" },
  optional: {},
  check: checkConstant,
  compile: ({ path, value }) => {
    const tokens = parsePointer(path);
    const name = tokens.at(-1) ?? "";
    return (draft) =>
      eachHolder(draft, tokens, (holder, at) => {
        if (!Object.hasOwn(holder, name)) putMember(holder, name, cloneJson(value), at);
      });
  },
};

function checkConstant({ path, because }: SetStep | DefaultStep): Problem {
  if (because.trim() === "") return { key: "because", problem: "an invented constant must say why" };
  return checkProperty("path", path);
}
