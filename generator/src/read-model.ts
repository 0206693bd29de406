import { checkModel } from "./check/check-model.js";
import { type Diagnostic, hasErrors } from "./diagnostic.js";
import { type BuiltModel, buildModel } from "./model/build-model.js";
import type { ContractModel } from "./model/contract-model.js";
import type { DocumentSet } from "./read/document-set.js";
import { diskTree, type FileTree } from "./read/file-tree.js";
import { openParserDesk } from "./read/parser-thread.js";
import type { Plan } from "./read/plan.js";
import { planAny } from "./read/plan-any.js";
import { type PlanResult, readConfig } from "./read/read-config.js";
import { type ReadDocuments, type ReadOptions, readDocuments } from "./read/read-documents.js";
import { type Memory, noMemory } from "./recall.js";

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

/** What is known of documents before the official parser has said what it thinks of them, and the rest, which takes longer. */
export interface Judging {
  readonly soFar: JudgedModel;
  /** Where the parser finds nothing wrong, the model is that of `soFar`. */
  readonly whole: Promise<JudgedModel>;
}

/** Reads the documents of a plan and holds them against every rule. Never throws at a mistake in them. */
export async function judgeModel(
  plan: Plan,
  tree: FileTree = diskTree,
  memory: Memory = noMemory,
): Promise<JudgedModel> {
  const { whole } = await beginJudging(plan, tree, memory);
  return whole;
}

/** The same for who has something to do in the time that the official parser takes. */
export async function beginJudging(plan: Plan, tree: FileTree, memory: Memory): Promise<Judging> {
  const parser = openParserDesk(plan.documents.length);
  try {
    const { set, diagnostics, opinions } = await read(plan, tree, { parser, memory });
    const whole = opinions
      .then((said): JudgedModel => {
        const readings = [...diagnostics, ...said];
        if (!hasErrors(said)) return { ...judged, diagnostics: { read: readings, model: judged.diagnostics } };
        const wrong = said.filter(({ severity }) => severity === "error").map(({ file }) => file);
        const again = judge(plan, { ...set, broken: new Set([...set.broken, ...wrong]) }, memory);
        return { ...again, diagnostics: { read: readings, model: again.diagnostics } };
      })
      .finally(() => parser.close());
    // Where judging fails, nobody waits for it any more.
    whole.catch(() => undefined);
    // The parser is at it meanwhile, in a thread of its own where there is much to do.
    const judged = judge(plan, set, memory);
    return { soFar: { ...judged, diagnostics: { read: diagnostics, model: judged.diagnostics } }, whole };
  } catch (error) {
    parser.close();
    throw error;
  }
}

/** The same without the rules and without the official parser, whose opinion is as one of them: what documents say, however well they say it. */
export async function readModel(plan: Plan, tree: FileTree = diskTree): Promise<JudgedModel> {
  const { set, diagnostics } = await read(plan, tree, { parser: "not asked", memory: noMemory });
  const built = buildModel(set, plan.mode);
  return { model: built.model, diagnostics: { read: diagnostics, model: built.diagnostics } };
}

async function read(
  plan: Plan,
  tree: FileTree,
  options: Pick<ReadOptions, "parser" | "memory">,
): Promise<ReadDocuments> {
  const folder = await tree.openFolder(plan.documentsFolder, plan.root, plan.boundary);
  const strict = { besideRef: "error", unfollowed: "refused", old: "refused" } as const;
  const lenient = { besideRef: "warning", unfollowed: "unknown", old: "converted" } as const;
  const taking = plan.mode === "house" ? strict : lenient;
  return readDocuments(folder, plan.documents, { ...taking, ...options, generated: plan.generated });
}

function judge(plan: Plan, set: DocumentSet, memory: Memory): BuiltModel {
  const { model, diagnostics } = buildModel(set, plan.mode);
  const findings = checkModel({ model, mode: plan.mode, retention: plan.retention, broken: set.broken }, memory);
  return { model, diagnostics: [...diagnostics, ...findings] };
}
