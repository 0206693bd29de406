import { dirname, join, relative, resolve, sep } from "node:path";
import type { Baseline, Revision } from "./compat/baseline.js";
import { contractsOf } from "./compat/contracts-of.js";
import type { RecordFiles } from "./compat/registry-changes.js";
import type { StatedContract } from "./compat/stated-contract.js";
import { type Diagnostic, diagnostic, hasErrors, type Place, sortDiagnostics } from "./diagnostic.js";
import { diskTree, type FileTree } from "./read/file-tree.js";
import { type BaselineFault, configIn, findBaseline } from "./read/find-baseline.js";
import { type GitTree, openGitTree } from "./read/git/git-tree.js";
import { ConfigNotFound } from "./read/read-config.js";
import { listRegistryTree } from "./read/registry/list-registry.js";
import { registryFolderName } from "./read/registry/registry-folder-name.js";
import { type DocumentSource, planSource, readModel } from "./read-model.js";
import { openRegistry, type Registry, readRegistry } from "./registry.js";

/** What to hold documents against. */
export interface BaselineRequest {
  /** `registry`, a git ref, or a folder: see `findBaseline` for how they are told apart. */
  readonly against: string;
  /** The documents as they are now. */
  readonly source: DocumentSource;
  /** Absolute; what places are relative to: the root of the documents as they are now. */
  readonly root: string;
  /** Absolute; where relative folders start. */
  readonly cwd: string;
}

/** A baseline, or why there is none. */
export type BaselineResult =
  | {
      readonly baseline: Baseline;
      /**
       * The files of its registry: what may neither change nor vanish. Those of a folder stand under the paths that they have in the
       * registry of now.
       */
      readonly files: RecordFiles;
      /** What the documents of the baseline state; empty where it is the registry alone. */
      readonly stated: readonly StatedContract[];
      /** Warnings. */
      readonly diagnostics: readonly Diagnostic[];
    }
  | { readonly diagnostics: readonly Diagnostic[] };

/**
 * Reads what documents are held against: the registry; documents and registry as of a commit, which touches neither work
 * tree nor index; or documents and registry of another folder. The revisions are those released, and last what the documents
 * there state where that differs. A branch is taken as it is now: what it got since the documents left it counts as well.
 * Never throws at a mistake: it returns diagnostics instead.
 */
export async function readBaseline(request: BaselineRequest): Promise<BaselineResult> {
  const { source, root, cwd, against } = request;
  const home = "config" in source ? dirname(source.config) : source.folder;
  const found = await findBaseline(against, cwd, home);
  if ("code" in found) return refuse(request, found);
  if (found.kind === "registry") {
    const registry = readRegistry(join(home, registryFolderName), root);
    return settle({ kind: "registry", label: "the registry" }, registry, []);
  }
  if (found.kind === "folder") return readFolder(request, found.folder);
  const tree = await openGitTree(home, found.commit, "config" in source ? "below" : "all");
  if ("code" in tree) return refuse(request, tree);
  try {
    const about = { kind: "git", label: `${against} (${found.commit.slice(0, 7)})` } as const;
    const files = await listRegistryTree(tree, join(home, registryFolderName));
    const registry = openRegistry(files, join(home, registryFolderName), root);
    return await readStated(request, about, source, tree, registry);
  } finally {
    tree.close();
  }
}

type About = Pick<Baseline, "kind" | "label">;

async function readFolder(request: BaselineRequest, folder: string): Promise<BaselineResult> {
  const { source, root, cwd, against } = request;
  const about = { kind: "folder", label: against } as const;
  if (!("config" in source)) {
    const registry = readRegistry(join(folder, registryFolderName), root);
    return readStated(request, about, { documents: source.documents, folder }, diskTree, registry);
  }
  const config = await configIn(folder, source.config, cwd);
  if (config === undefined) {
    const message = `There is no config in "${against}".`;
    const hint = "Give the folder that holds insaka.config.json, or another checkout of this repository.";
    return refuse(request, { code: "baseline-no-config", message, hint });
  }
  const there = join(dirname(config), registryFolderName);
  const registry = readRegistry(there, root);
  const result = await readStated(request, about, { config }, diskTree, registry);
  if (!("files" in result)) return result;
  const here = join(dirname(source.config), registryFolderName);
  const files = [...registry.files].map(([file, bytes]) => {
    const path = join(here, relative(there, resolve(root, file)));
    return [relative(root, path).split(sep).join("/"), bytes] as const;
  });
  return { ...result, files: new Map(files) };
}

/** What the documents state, besides what is released. */
async function readStated(
  request: BaselineRequest,
  about: About,
  source: DocumentSource,
  tree: FileTree | GitTree,
  registry: Registry,
): Promise<BaselineResult> {
  const planned = await planSource(source, tree).catch((error: unknown) => {
    if (error instanceof ConfigNotFound) return undefined;
    throw error;
  });
  if (planned === undefined) {
    const message = `There is no config at ${about.label}.`;
    const hint = "Give a ref that has it, or --against registry.";
    return refuse(request, { code: "baseline-no-config", message, hint });
  }
  const here = (diagnostics: readonly Diagnostic[], from: string): readonly Diagnostic[] =>
    diagnostics.map((item) => ({
      ...item,
      ...moved(item, from, request.root),
      message: `At ${about.label}: ${item.message}`,
    }));
  const { plan } = planned;
  if (plan === undefined) return { diagnostics: here(planned.diagnostics, planned.root) };
  const { model, diagnostics } = await readModel(plan, tree);
  // A rule may be younger than the baseline: only what could not be read stands in the way.
  if (hasErrors(diagnostics.read)) return { diagnostics: here(diagnostics.read, plan.root) };
  const stated = contractsOf(model, plan.retention).map(
    (contract): StatedContract => ({
      ...contract,
      placeOf: (part) => moved(contract.placeOf(part), plan.root, request.root),
    }),
  );
  return settle(about, registry, stated);
}

function settle(about: About, registry: Registry, stated: readonly StatedContract[]): BaselineResult {
  const diagnostics = sortDiagnostics(registry.diagnostics);
  if (hasErrors(diagnostics)) return { diagnostics };
  const revisions = new Map<string, Map<number, readonly Revision[]>>(
    [...registry.released].map(([message, versions]) => [message, new Map(versions)]),
  );
  for (const { contract, digest, placeOf } of stated) {
    const versions = revisions.get(contract.message) ?? new Map<number, readonly Revision[]>();
    revisions.set(contract.message, versions);
    const known = versions.get(contract.version) ?? [];
    if (known.at(-1)?.digest === digest) continue;
    versions.set(contract.version, [...known, { contract, digest, released: null, placeOf }]);
  }
  return { baseline: { ...about, revisions }, files: registry.files, stated, diagnostics };
}

function refuse({ source, root }: BaselineRequest, fault: BaselineFault): BaselineResult {
  const file = "config" in source ? relative(root, source.config).split(sep).join("/") : "";
  const at: Place = { file, line: 1, column: 1 };
  return { diagnostics: [diagnostic(fault.code, { at, message: fault.message, hint: fault.hint })] };
}

/** A place relative to one root, told relative to another. */
function moved(place: Place, from: string, to: string): Place {
  if (from === to) return place;
  return {
    ...place,
    file: relative(to, resolve(from, ...place.file.split("/")))
      .split(sep)
      .join("/"),
  };
}
