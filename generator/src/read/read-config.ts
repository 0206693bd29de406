import { basename, dirname, relative, resolve, sep } from "node:path";
import type { Approval, PlacedApproval } from "../approval.js";
import { type Diagnostic, diagnostic, hasErrors } from "../diagnostic.js";
import { nearestName } from "../nearest-name.js";
import { load } from "../package-folder.js";
import { approvalHint, checkApprovals } from "./check-approvals.js";
import { diskTree, type FileTree } from "./file-tree.js";
import { heardSchema, namesIn } from "./heard-schema.js";
import { compileFormatCheck } from "./json-schema-check.js";
import { limits } from "./limits.js";
import type { Mapping } from "./node.js";
import { checkOutputPaths, illegalPath, inGitFolder, type OutputPath } from "./output-paths.js";
import type { Plan, RetentionClass } from "./plan.js";
import { registryFolderName } from "./registry/registry-folder-name.js";
import { isInside } from "./source-folder.js";
import { parseSource, type SourceText } from "./source-text.js";
import { today } from "./today.js";

/** A plan, or why there is none. */
export interface PlanResult {
  readonly plan?: Plan;
  /** To what the diagnostics' file names are relative; the same as the plan's root where there is one. */
  readonly root: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** The config as its schema promises it. */
interface Config {
  readonly documents: string;
  readonly output: { readonly folder: string; readonly contracts: string; readonly definitions?: string };
  readonly retention?: Readonly<Record<string, RetentionClass>>;
  readonly approvals?: readonly Approval[];
}

const keys: readonly string[] = [
  "version",
  "documents",
  "output",
  "folder",
  "contracts",
  "definitions",
  "retention",
  "years",
  "because",
  "approvals",
  "rule",
  "message",
  "fingerprint",
  "reason",
  "owner",
  "expires",
];

/**
 * Reads an `insaka.config.json`. All paths in it are relative to its folder, and the output cannot leave `output.folder`.
 * @param path - absolute path of the config
 * @param tree - where it is read: the disk, or a commit
 * @throws ConfigNotFound where there is no such file: that is a mistake of the call, not of the config
 */
export async function readConfig(path: string, tree: FileTree = diskTree): Promise<PlanResult> {
  const folder = dirname(path);
  const file = basename(path);
  const source = await tree
    .openFolder(folder, folder)
    .then((opened) => opened.read(file))
    .catch(() => undefined);
  if (source === undefined || (!source.ok && source.code === "ref-not-found")) throw new ConfigNotFound(path);
  if (!source.ok) {
    const at = { file, line: 1, column: 1 };
    const found = { at, message: source.message, hint: "Correct the config." };
    return { root: folder, diagnostics: [diagnostic("config-invalid", found)] };
  }
  const text = parseSource(source.text);
  if (!("position" in text)) {
    const diagnostics = text.map(({ position, message }) =>
      diagnostic("config-invalid", { at: { file, ...position }, message, hint: "Correct the JSON of the config." }),
    );
    return { root: folder, diagnostics };
  }
  const problems = checkFormat(file, text);
  if (problems.length > 0) return { root: folder, diagnostics: problems };
  return makePlan(tree, { path, sha256: source.sha256 }, text, text.value as Config);
}

/** There is no config where the caller said it would be. */
export class ConfigNotFound extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`There is no config at ${path}`);
    this.name = "ConfigNotFound";
    this.path = path;
  }
}

function checkFormat(file: string, text: SourceText): readonly Diagnostic[] {
  const schema = load("./schemas/config.schema.json") as Mapping;
  return compileFormatCheck(heardSchema(schema, namesIn(text.value)))(text.value).map(
    ({ pointer, message, unknownKey }) => {
      const at = { file, ...text.position(pointer, unknownKey === undefined ? "value" : "key"), pointer };
      const nearest = unknownKey === undefined ? undefined : nearestName(unknownKey, keys);
      if (unknownKey === undefined) {
        return diagnostic("config-invalid", { at, message, hint: approvalHint(pointer) ?? "Correct the config." });
      }
      const hint = nearest === undefined ? "Take it out: the config has no such option." : `Did you mean "${nearest}"?`;
      return diagnostic("config-unknown-key", { at, message, hint });
    },
  );
}

async function makePlan(
  tree: FileTree,
  { path, sha256 }: Plan["inputs"][number],
  text: SourceText,
  config: Config,
): Promise<PlanResult> {
  const documentsFolder = dirname(path);
  const root = resolve(documentsFolder, config.output.folder);
  const nameOf = (absolute: string): string => relative(root, absolute).split(sep).join("/");
  const place = (pointer: string) => ({ file: nameOf(path), ...text.position(pointer, "value"), pointer });
  const { folder, contracts, definitions } = config.output;
  const illegal = illegalPath(folder) ?? (inGitFolder(root) ? gitFolder(folder) : undefined);
  if (illegal !== undefined) {
    const at = { ...place("/output/folder"), file: basename(path) };
    return { root: documentsFolder, diagnostics: [diagnostic("output-illegal", { at, ...illegal })] };
  }
  const registry = resolve(documentsFolder, registryFolderName);
  const matched = await tree.find(documentsFolder, config.documents);
  const documents = matched.filter((file) => !isInside(registry, file));
  const places = { contracts: place("/output/contracts"), definitions: place("/output/definitions") };
  const outputs: OutputPath[] = [{ key: "contracts", value: contracts, at: places.contracts }];
  if (definitions !== undefined) outputs.push({ key: "definitions", value: definitions, at: places.definitions });
  const approvals: readonly PlacedApproval[] = (config.approvals ?? []).map((approval, index) => ({
    approval,
    at: place(`/approvals/${index}`),
  }));
  const refused = checkOutputPaths({ root, folder, config: path, documents }, outputs);
  const diagnostics = [
    ...refused.map((finding) => diagnostic(finding.code, finding)),
    ...checkCount(documents.length, config.documents, place("/documents")),
    ...checkApprovals(approvals, today(), place),
  ];
  if (hasErrors(diagnostics)) return { root, diagnostics };
  const plan: Plan = {
    mode: "house",
    documentsFolder,
    boundary: documentsFolder,
    root,
    documents: documents.map(nameOf),
    registry,
    outputRoot: root,
    contracts: nameOf(resolve(root, contracts)),
    generated: nameOf(resolve(root, contracts)),
    ...(definitions === undefined ? {} : { definitions: nameOf(resolve(root, definitions)) }),
    places,
    pattern: config.documents,
    inputs: [{ path, sha256 }],
    retention: config.retention ?? {},
    approvals,
    source: place(""),
  };
  return { plan, root, diagnostics };
}

function gitFolder(folder: string): { readonly message: string; readonly hint: string } {
  return { message: `output.folder "${folder}" lies in a folder of git's own.`, hint: "Give a path outside of .git." };
}

/** Reports a glob that matches nothing, or more than a run takes. */
export function checkCount(count: number, pattern: string, at: Diagnostic | Plan["source"]): readonly Diagnostic[] {
  if (count === 0) {
    const hint = "Correct the glob; it is relative to the folder of the config, or to the current folder.";
    return [diagnostic("no-documents", { at, message: `No file matches "${pattern}".`, hint })];
  }
  if (count <= limits.documents) return [];
  const message = `${count} files match "${pattern}"; ${limits.documents} documents are accepted.`;
  return [diagnostic("too-many-documents", { at, message, hint: "Make the glob narrower." })];
}
