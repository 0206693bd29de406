import { foundType, type JsonValue } from "../../json.js";
import { formatPointer } from "../../pointer.js";
import { checkApart, checkProperty, checkSameScope, type Problem } from "../check-path.js";
import { eachScope, placeOf, put, take } from "../place.js";
import { Refused } from "../refused.js";
import type { JoinStep } from "../step.js";
import type { StepKind } from "../step-kind.js";

export const joinKind: StepKind<JoinStep> = {
  required: { paths: "texts", into: "text", separator: "text" },
  optional: {},
  check,
  compile: ({ paths, into, separator }) => {
    const sources = paths.map(placeOf).map(({ path }) => ({ path, pointer: formatPointer(path) }));
    const target = placeOf(into);
    return (draft) =>
      eachScope(draft, target.scope, (element, at) => {
        const parts = sources.map(({ path }) => take(element, path, at));
        if (parts.every((part) => part === undefined)) return;
        const texts = parts.map((part, index) => text(part, at + sources[index]?.pointer));
        put(element, target.path, texts.join(separator), at);
      });
  },
};

function text(part: JsonValue | undefined, at: string): string {
  if (typeof part !== "string") throw new Refused(at, `expected a string, found ${foundType(part)}`);
  return part;
}

function check({ paths, into }: JoinStep): Problem {
  if (paths.length < 2) return { key: "paths", problem: "there must be two paths or more" };
  for (const path of paths) {
    const problem = checkProperty("paths", path);
    if (problem !== undefined) return problem;
  }
  return checkProperty("into", into) ?? checkApart("paths", paths) ?? checkSameScope("into", [...paths, into]);
}
