import { checkModel } from "./check/check-model.js";
import type { Diagnostic } from "./diagnostic.js";
import { buildModel } from "./model/build-model.js";
import type { ContractModel } from "./model/contract-model.js";
import { diskTree, type FileTree } from "./read/file-tree.js";
import type { Plan } from "./read/plan.js";
import { planAny } from "./read/plan-any.js";
import { type PlanResult, readConfig } from "./read/read-config.js";
import { type ReadOptions, readDocuments } from "./read/read-documents.js";

/**
 * Which documents to read: those of a config (our own, all rules), or any AsyncAPI 3 documents by glob, without rules that
 * demand our keys. Paths are absolute; `folder` is what the glob is relative to.
 */
export type DocumentSource =
  | { readonly config: string }
  | { readonly documents: string; readonly folder: string; readonly out?: string };

/** What a source says should be read. */
export function planSource(source: DocumentSource, tree: FileTree = diskTree): Promise<PlanResult> {
  if ("config" in source) return readConfig(source.config, tree);
  return planAny(source.folder, source.documents, source.out, tree);
}

/** The model of a plan's documents, and what is wrong with them. */
export interface JudgedModel {
  readonly model: ContractModel;
  /** What reading found, and then what building the model and the rules found. */
  readonly diagnostics: { readonly read: readonly Diagnostic[]; readonly model: readonly Diagnostic[] };
}

/** Reads the documents of a plan and holds them against every rule. Never throws at a mistake in them. */
export async function judgeModel(plan: Plan, tree: FileTree = diskTree): Promise<JudgedModel> {
  const { built, broken } = await build(plan, tree, "asked");
  const { model, diagnostics } = built;
  const findings = checkModel({ model, mode: plan.mode, retention: plan.retention, broken });
  return { ...built, diagnostics: { ...diagnostics, model: [...diagnostics.model, ...findings] } };
}

/** The same without the rules and without the official parser, whose opinion is as one of them: what documents say, however well they say it. */
export async function readModel(plan: Plan, tree: FileTree = diskTree): Promise<JudgedModel> {
  return (await build(plan, tree, "not asked")).built;
}

async function build(
  plan: Plan,
  tree: FileTree,
  opinion: ReadOptions["opinion"],
): Promise<{ readonly built: JudgedModel; readonly broken: ReadonlySet<string> }> {
  const folder = await tree.openFolder(plan.documentsFolder, plan.root);
  const strict = { besideRef: "error", old: "refused" } as const;
  const lenient = { besideRef: "warning", old: "converted" } as const;
  const { generated } = plan;
  const taking = plan.mode === "house" ? strict : lenient;
  const read = await readDocuments(folder, plan.documents, { ...taking, generated, opinion });
  const { model, diagnostics } = buildModel(read.set, plan.mode);
  return { built: { model, diagnostics: { read: read.diagnostics, model: diagnostics } }, broken: read.set.broken };
}
