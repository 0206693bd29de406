import { foundType, type JsonValue } from "../../json.js";
import { compileSplitter, type Splitter, UnmatchableText } from "../../pattern/compile-matcher.js";
import { compilePattern } from "../../pattern/compile-pattern.js";
import { formatPointer, parsePointer } from "../../pointer.js";
import { SchemaError } from "../../schema-error.js";
import { checkName, checkProperty, checkSameScope, type Problem } from "../check-path.js";
import { eachScope, placeOf, put, take } from "../place.js";
import { Refused } from "../refused.js";
import type { SplitByStep } from "../step.js";
import type { StepKind } from "../step-kind.js";

export const splitByKind: StepKind<SplitByStep> = {
  required: { path: "text", pattern: "text" },
  optional: { into: "textMap" },
  check,
  compile: (step) => {
    const source = placeOf(step.path);
    const pointer = formatPointer(source.path);
    const pattern = compileSplitter(whole(step.pattern));
    const targets = targetsOf(step).map(([group, to]) => [group, placeOf(to).path] as const);
    return (draft) =>
      eachScope(draft, source.scope, (element, at) => {
        const value = take(element, source.path, at);
        if (value === undefined) return;
        const groups = split(value, pattern, at + pointer);
        for (const [group, path] of targets) {
          const part = groups[group];
          if (part !== undefined) put(element, path, part, at);
        }
      });
  },
};

/** The pattern must match the whole text: what it leaves over would be lost. */
function whole(pattern: string): string {
  return `^(?:${pattern})$`;
}

function split(value: JsonValue, pattern: Splitter, at: string): { readonly [group: string]: string | undefined } {
  if (typeof value !== "string") throw new Refused(at, `expected a string, found ${foundType(value)}`);
  const match = matched(value, pattern, at);
  if (match === null) throw new Refused(at, "the text does not match the pattern");
  return match.groups ?? {};
}

function matched(text: string, pattern: Splitter, at: string): RegExpExecArray | null {
  try {
    return pattern.exec(text);
  } catch (error) {
    if (error instanceof UnmatchableText) throw new Refused(at, "the text is too long for the pattern");
    throw error;
  }
}

function groupNames(pattern: string): string[] {
  const { source, flags } = compilePattern(whole(pattern));
  return Object.keys(new RegExp(`|${source}`, flags).exec("")?.groups ?? {});
}

function targetsOf({ path, pattern, into = {} }: SplitByStep): [group: string, pointer: string][] {
  const parent = parsePointer(path).slice(0, -1);
  return groupNames(pattern).map((group) => [
    group,
    (Object.hasOwn(into, group) ? into[group] : undefined) ?? formatPointer([...parent, group]),
  ]);
}

function check(step: SplitByStep): Problem {
  const problem = checkProperty("path", step.path) ?? checkPattern(step);
  if (problem !== undefined) return problem;
  for (const pointer of Object.values(step.into ?? {})) {
    const wrong = checkProperty("into", pointer) ?? checkSameScope("into", [step.path, pointer]);
    if (wrong !== undefined) return wrong;
  }
  const targets = targetsOf(step).map(([, pointer]) => pointer);
  const twice = targets.find((pointer, index) => targets.indexOf(pointer) !== index);
  return twice === undefined ? undefined : { key: "into", problem: `two groups go to "${twice}"` };
}

function checkPattern({ pattern, into = {} }: SplitByStep): Problem {
  try {
    const groups = groupNames(pattern);
    if (groups.length === 0) return { key: "pattern", problem: "the pattern has no named group" };
    const unknown = Object.keys(into).find((group) => !groups.includes(group));
    if (unknown !== undefined) return { key: "into", problem: `the pattern has no group "${unknown}"` };
    return groups.map((group) => checkName("pattern", group)).find((problem) => problem !== undefined);
  } catch (error) {
    if (error instanceof SchemaError) return { key: "pattern", problem: error.message };
    throw error;
  }
}
