import type { Finding } from "../diagnostic.js";
import type { StepNode } from "../model/contract-model.js";
import { eachVersion } from "./each-version.js";
import type { CheckContext, Rule } from "./rule.js";

/** The steps from each version to the next. */
export const upcasters: readonly Rule[] = [
  {
    id: "upcaster-missing",
    purpose: "Readers of the new version meet messages of the old one for years, in queues, dead letters and archives.",
    severity: "error",
    applies: "always",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        if (version.upcast !== null || version.version === 1 || version.statedVersion !== version.version)
          return undefined;
        const hint = `Add x-upcast with the steps from version ${version.version - 1} (an empty list where nothing changes).`;
        return { at: version.source, message: `${title} has no upcaster from version ${version.version - 1}.`, hint };
      }),
  },
  {
    id: "upcaster-on-first",
    purpose: "There is nothing before version 1.",
    severity: "error",
    applies: "always",
    check: (context) =>
      eachVersion(context, ({ version, title }) => {
        if (version.upcast === null || version.statedVersion !== 1) return undefined;
        const hint = "Move x-upcast to the version that it leads to: it reads from the one before.";
        return { at: version.upcast.source, message: `${title} has an upcaster.`, hint };
      }),
  },
  {
    id: "bad-step",
    purpose: "A step that is not one of the closed list means nothing to anybody.",
    severity: "error",
    applies: "always",
    check: (context) =>
      eachStep(context, ({ problem, problemKey, source }, title) => {
        if (problem === null || problemKey === "because") return [];
        return [{ at: source, message: `A step of ${title}: ${problem}.`, hint: "Correct the step." }];
      }),
  },
  {
    id: "constant-without-because",
    purpose: "A value that no message held was invented; whoever reads it later must learn why.",
    severity: "error",
    applies: "always",
    check: (context) => eachStep(context, unexplained),
  },
];

function eachStep(
  context: CheckContext,
  find: (step: StepNode, title: string) => readonly Finding[],
): readonly Finding[] {
  return eachVersion(context, ({ version, title }) => version.upcast?.steps.flatMap((step) => find(step, title)));
}

function unexplained({ step, problemKey, source }: StepNode, title: string): readonly Finding[] {
  const blank = step !== null && (step.op === "set" || step.op === "default") && step.because.trim() === "";
  if (problemKey !== "because" && !blank) return [];
  const hint = "Add because: why every message of the version before may be said to have this value.";
  return [{ at: source, message: `A step of ${title} invents a constant without a reason.`, hint }];
}
