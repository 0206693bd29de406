import { resolve } from "node:path";
import { type Diagnostic, diagnostic } from "./diagnostic.js";
import type { ContractModel } from "./model/contract-model.js";
import type { ModelsRequest } from "./model-languages.js";
import { emitModels } from "./models/emit-models.js";
import { modelManifest } from "./models/model-manifest.js";
import { inGitFolder } from "./read/output-paths.js";
import type { Plan } from "./read/plan.js";
import { version } from "./version.js";
import type { Output } from "./write/compare-files.js";

/** Name of the list of what a language's folder holds. */
const manifest = "manifest.json";

/**
 * The models of every language asked for, an output for each: who makes one language anew leaves the others alone.
 * @throws ModelinaMissing where it is not installed
 */
export async function modelOutputs(
  { languages, out }: ModelsRequest,
  plan: Plan,
  model: ContractModel,
): Promise<{ readonly outputs: readonly Output[]; readonly diagnostics: readonly Diagnostic[] }> {
  const folder = out ?? resolve(plan.outputRoot, "models");
  if (inGitFolder(folder)) {
    const message = "The folder of the models lies in a folder of git's own.";
    const finding = { at: plan.source, message, hint: "Give --models-out a path outside of .git." };
    return { outputs: [], diagnostics: [diagnostic("output-illegal", finding)] };
  }
  const emitted = await emitModels(model, languages);
  const outputs = [...emitted.files].map(([language, files]): Output => {
    const listed = modelManifest(model, files, { insaka: version, modelina: emitted.modelina });
    return {
      root: folder,
      contracts: language,
      manifest,
      files: below(language, new Map([...files, [manifest, listed]])),
    };
  });
  return { outputs, diagnostics: emitted.diagnostics };
}

function below(folder: string, files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, text]) => [`${folder}/${path}`, text]));
}
