import type { Finding } from "../diagnostic.js";
import type { FunctionUpcast, StepNode } from "../model/contract-model.js";
import { nearestName } from "../nearest-name.js";
import { eachVersion, type VersionCase } from "./each-version.js";
import type { CheckContext, Rule } from "./rule.js";

/** The steps from each version to the next. */
export const upcasters: readonly Rule[] = [
  {
    id: "upcaster-missing",
    purpose: "Readers of the new version meet messages of the old one for years, in queues, dead letters and archives.",
    severity: "error",
    applies: "always",
    check: (context) =>
      eachVersion(context, ({ message, version, title }) => {
        if (version.upcast !== null || version.version === 1 || version.statedVersion !== version.version)
          return undefined;
        const before = message.versions.find((other) => other.version === version.version - 1);
        if (version.status === "retired" || before?.status === "retired") return undefined;
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
  {
    id: "function-without-because",
    purpose: "Steps can be read, proved and written in every language; whoever gives that up says why.",
    severity: "error",
    applies: "always",
    check: unexplainedFunction,
  },
  {
    id: "upcaster-shared",
    purpose:
      "A function has the types of one version and of the next; a change for one message must not reach another.",
    severity: "error",
    applies: "always",
    check: sharedFiles,
  },
  {
    id: "upcaster-import-unknown",
    purpose: "A function that imports what is not generated does not compile.",
    severity: "error",
    applies: "always",
    needsAll: true,
    check: unknownImports,
  },
];

function eachFunction(
  context: CheckContext,
  find: (upcast: FunctionUpcast, item: VersionCase) => readonly Finding[],
): readonly Finding[] {
  return eachVersion(context, (item) =>
    item.version.upcast?.by === "function" ? find(item.version.upcast, item) : [],
  );
}

/** An import of a generated file that this run does not make. */
function unknownImports(context: CheckContext): readonly Finding[] {
  const { messages, types } = context.model;
  const live = messages.filter(({ versions }) => versions.some(({ status }) => status !== "retired"));
  const made = new Set([
    ...live.map(({ fileName }) => `messages/${fileName}.js`),
    ...types.map(({ fileName }) => `types/${fileName}.js`),
  ]);
  return eachFunction(context, ({ code }) =>
    (code?.imports ?? [])
      .filter(({ target }) => !made.has(target))
      .map(({ target, source }): Finding => {
        const nearest = nearestName(target, made);
        const hint = nearest === undefined ? "Correct the path." : `Did you mean "${nearest}"?`;
        return { at: source, message: `No generated file is called "${target}".`, hint };
      }),
  );
}

function sharedFiles(context: CheckContext): readonly Finding[] {
  const first = new Map<string, string>();
  return eachFunction(context, ({ code, source }, { title }) => {
    const other = code === null ? undefined : first.get(code.file);
    if (code !== null && other === undefined) first.set(code.file, title);
    if (other === undefined) return [];
    const message = `The file that leads to ${title} leads to ${other} too.`;
    return [{ at: source, message, hint: "Give each version a file of its own, with the types of the two versions." }];
  });
}

function eachStep(
  context: CheckContext,
  find: (step: StepNode, title: string) => readonly Finding[],
): readonly Finding[] {
  return eachVersion(context, ({ version: { upcast }, title }) =>
    upcast?.by === "steps" ? upcast.steps.flatMap((step) => find(step, title)) : [],
  );
}

function unexplainedFunction(context: CheckContext): readonly Finding[] {
  return eachFunction(context, ({ because, source }, { title }) => {
    if (because !== null && because.trim() !== "") return [];
    const hint = "Add because: why no steps can say it.";
    return [{ at: source, message: `${title} is reached by a function without a reason.`, hint }];
  });
}

function unexplained({ step, problemKey, source }: StepNode, title: string): readonly Finding[] {
  const blank = step !== null && (step.op === "set" || step.op === "default") && step.because.trim() === "";
  if (problemKey !== "because" && !blank) return [];
  const hint = "Add because: why every message of the version before may be said to have this value.";
  return [{ at: source, message: `A step of ${title} invents a constant without a reason.`, hint }];
}
