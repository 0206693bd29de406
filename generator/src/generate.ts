import { resolve } from "node:path";
import { type Diagnostic, diagnostic, hasErrors, type Place, sortDiagnostics } from "./diagnostic.js";
import { emitAll } from "./emit/emit-all.js";
import { manifestName } from "./emit/manifest-file.js";
import type { ContractModel } from "./model/contract-model.js";
import type { ModelsRequest } from "./model-languages.js";
import { diskTree } from "./read/file-tree.js";
import type { Plan } from "./read/plan.js";
import { beginJudging, type DocumentSource, type JudgedModel, planSource } from "./read-model.js";
import { type Memory, noMemory } from "./recall.js";
import { version } from "./version.js";
import type { Output } from "./write/compare-files.js";
import { inspectOutput } from "./write/inspect-output.js";

/** What to generate from, and what besides TypeScript; `out` is needed to emit what a glob matches. */
export type GenerateRequest = DocumentSource & { readonly models?: ModelsRequest };

/** What a run made. Nothing has been written. */
export interface Generated {
  /** To what the diagnostics' file names are relative; absolute. */
  readonly root: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly model?: ContractModel;
  /** How many documents were read. */
  readonly documents: number;
  /** Absent where there are errors: then there is nothing to write. */
  readonly output?: Output;
  /** The models in other languages, an output for each; absent like the output, and where none were asked for. */
  readonly models?: readonly Output[];
  /** What was planned; absent where nothing could be. */
  readonly plan?: Plan;
}

/**
 * Reads, checks and emits. Never throws at a mistake in a document or config, or at what stands in the way of the output:
 * that is a diagnostic.
 * @param request - what to read
 * @param options - `emit: false` stops after the checks; `memory` knows what earlier runs have found out
 * @throws ConfigNotFound where there is no config at the path given
 * @throws ModelinaMissing where models in other languages are asked for and what makes them is not installed
 */
export async function generate(
  request: GenerateRequest,
  options: { readonly emit?: boolean; readonly memory?: Memory } = {},
): Promise<Generated> {
  const { memory = noMemory } = options;
  const planned = await planSource(request);
  const { plan } = planned;
  if (plan === undefined)
    return { root: planned.root, diagnostics: sortDiagnostics(planned.diagnostics), documents: 0 };
  const { soFar, whole } = await beginJudging(plan, diskTree, memory);
  const allOf = ({ diagnostics: { read, model } }: JudgedModel): readonly Diagnostic[] =>
    sortDiagnostics([...planned.diagnostics, ...read, ...model]);
  // The official parser hardly ever has anything to say: what takes as long as it does is begun meanwhile.
  const early =
    options.emit === false || hasErrors(allOf(soFar))
      ? undefined
      : { model: soFar.model, output: emit(plan, soFar.model, memory) };
  early?.output.catch(() => undefined);
  const judged = await whole;
  const { model } = judged;
  const all = allOf(judged);
  const made = { root: plan.root, diagnostics: all, model, documents: plan.documents.length, plan };
  if (hasErrors(all) || options.emit === false) return made;
  const output = await (early?.model === model ? early.output : emit(plan, model, memory));
  const { models, said } = await emitOthers(request, plan, model);
  const blocked: Diagnostic[] = [];
  for (const each of [output, ...models])
    blocked.push(...checkOverwriting(plan, model, each), ...checkDisk(plan, each));
  const told = sortDiagnostics([...all, ...said, ...blocked]);
  if (hasErrors(told)) return { ...made, diagnostics: told };
  return { ...made, diagnostics: told, output, ...(request.models === undefined ? {} : { models }) };
}

/** What makes models is loaded only where they are asked for. */
async function emitOthers(
  { models: asked }: GenerateRequest,
  plan: Plan,
  model: ContractModel,
): Promise<{ readonly models: readonly Output[]; readonly said: readonly Diagnostic[] }> {
  if (asked === undefined) return { models: [], said: [] };
  const { modelOutputs } = await import("./model-outputs.js");
  const { outputs, diagnostics } = await modelOutputs(asked, plan, model);
  return { models: outputs, said: diagnostics };
}

/** What is generated never takes the place of what it was generated from, wherever a `$ref` has led. */
function checkOverwriting(plan: Plan, model: ContractModel, output: Output): readonly Diagnostic[] {
  const read = new Set([
    ...plan.inputs.map(({ path }) => path),
    ...model.documents.map(({ file }) => resolve(plan.root, ...file.split("/"))),
  ]);
  return [...output.files.keys()].flatMap((path) => {
    if (!read.has(resolve(output.root, ...path.split("/")))) return [];
    const at = placeOfOutput(plan, path);
    const message = `The generated file "${path}" would take the place of a file that this run reads.`;
    return [diagnostic("output-collision", { at, message, hint: "Generate into another folder." })];
  });
}

/** What is in the way on the disk is told like any mistake: all of it, before anything is written. */
function checkDisk(plan: Plan, output: Output): readonly Diagnostic[] {
  return inspectOutput(output).map(({ path, code, message, hint }) =>
    diagnostic(code, { at: placeOfOutput(plan, path), message, hint }),
  );
}

function placeOfOutput({ definitions, places }: Plan, path: string): Place {
  return path === definitions ? places.definitions : places.contracts;
}

async function emit(plan: Plan, model: ContractModel, memory: Memory): Promise<Output> {
  const { contracts, definitions, outputRoot: root } = plan;
  const target = { contracts, memory, version, ...(definitions === undefined ? {} : { definitions }) };
  return { root, contracts, manifest: manifestName, files: await emitAll(model, target) };
}
