import { checkProperty } from "../check-path.js";
import { eachScope, placeOf, take } from "../place.js";
import type { RemoveStep } from "../step.js";
import type { StepKind } from "../step-kind.js";

export const removeKind: StepKind<RemoveStep> = {
  required: { path: "text" },
  optional: { because: "text" },
  check: ({ path }) => checkProperty("path", path),
  compile: ({ path }) => {
    const source = placeOf(path);
    return (draft) =>
      eachScope(draft, source.scope, (element, at) => {
        take(element, source.path, at);
      });
  },
};
