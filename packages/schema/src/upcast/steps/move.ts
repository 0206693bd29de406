import { checkProperty, checkSameScope } from "../check-path.js";
import { eachScope, placeOf, put, take } from "../place.js";
import type { MoveStep } from "../step.js";
import type { StepKind } from "../step-kind.js";

export const moveKind: StepKind<MoveStep> = {
  required: { path: "text", to: "text" },
  optional: {},
  check: ({ path, to }) =>
    checkProperty("path", path) ??
    checkProperty("to", to) ??
    (path.startsWith(`${to}/`)
      ? { key: "to", problem: `"${to}" holds "${path}", so it always exists; move to another name first` }
      : checkSameScope("to", [path, to])),
  compile: ({ path, to }) => {
    const source = placeOf(path);
    const target = placeOf(to);
    return (draft) =>
      eachScope(draft, source.scope, (element, at) => {
        // Taken first, so that a property can move under its own name.
        const value = take(element, source.path, at);
        if (value !== undefined) put(element, target.path, value, at);
      });
  },
};
