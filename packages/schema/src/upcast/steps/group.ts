import { checkApart, checkProperty, checkSameScope, type Problem } from "../check-path.js";
import { eachScope, placeOf, put, take } from "../place.js";
import type { GroupStep } from "../step.js";
import type { StepKind } from "../step-kind.js";

export const groupKind: StepKind<GroupStep> = {
  required: { paths: "texts", into: "text" },
  optional: {},
  check,
  compile: ({ paths, into }) => {
    const target = placeOf(into);
    const moves = paths.map(placeOf).map(({ path }) => ({ from: path, to: [...target.path, path.at(-1) ?? ""] }));
    return (draft) =>
      eachScope(draft, target.scope, (element, at) => {
        // All are taken before the first is put, so that the group may have the name of one of them.
        const taken = moves.map(({ from, to }) => ({ value: take(element, from, at), to }));
        for (const { value, to } of taken) if (value !== undefined) put(element, to, value, at);
      });
  },
};

function check({ paths, into }: GroupStep): Problem {
  if (paths.length === 0) return { key: "paths", problem: "there must be one path or more" };
  for (const path of paths) {
    const problem = checkProperty("paths", path);
    if (problem !== undefined) return problem;
  }
  const names = paths.map((path) => placeOf(path).path.at(-1));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return { key: "paths", problem: `two paths end in "${twice}"` };
  return checkProperty("into", into) ?? checkApart("paths", paths) ?? checkSameScope("into", [...paths, into]);
}
