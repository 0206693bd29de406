import { createHash } from "node:crypto";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Diagnostic } from "./diagnostic.js";
import type { Generated, GenerateRequest } from "./generate.js";
import { cacheFolder, cacheName } from "./read/cache/cache-folder.js";
import { readSealed, seal } from "./read/cache/sealed-file.js";
import { toolFingerprint } from "./read/cache/tool-fingerprint.js";
import { openWorkCache, type WorkCache } from "./read/cache/work-cache.js";
import { boundaryOf } from "./read/documents-boundary.js";
import { diskTree } from "./read/file-tree.js";
import { isInside } from "./read/source-folder.js";
import { today } from "./read/today.js";
import { type FileStatus, isAsLeft, type Output, type Stamps, seenFrom } from "./write/compare-files.js";
import { writeCache } from "./write/write-cache.js";

/** How much a run has read. */
export interface RunCounts {
  readonly documents: number;
  readonly messages: number;
  readonly versions: number;
}

/** What a run without errors has read and made: as long as both are as they were, the next has nothing to do. */
interface RunRecord {
  readonly tool: string;
  readonly day: string;
  readonly request: string;
  /** The glob, and what it matched. */
  readonly find: {
    readonly folder: string;
    readonly pattern: string;
    readonly registry: string;
    readonly names: readonly string[];
  };
  /** The folder that documents are in, what they may refer to, and what their names are relative to. */
  readonly documentsFolder: string;
  readonly boundary: string;
  readonly root: string;
  /** SHA-256 of every file that was read, by name; the config is among them. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly output: RecordedOutput;
  /** The models in other languages; none where none were asked for. */
  readonly models: readonly RecordedOutput[];
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: RunCounts;
}

/** Where files were written, and the SHA-256 of each. */
interface RecordedOutput {
  readonly root: string;
  readonly contracts: string;
  readonly manifest: string;
  readonly digests: Readonly<Record<string, string>>;
  /** How files looked when their digest was known to be this. */
  readonly stamps: Readonly<Record<string, string>>;
}

/** A run that has nothing to do. */
export interface UnchangedRun {
  readonly root: string;
  readonly outputRoot: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: RunCounts;
  readonly files: readonly FileStatus[];
}

/**
 * Tells by digests alone that a run would read what the last one read and find on the disk what that one made; undefined where
 * anything differs, or is not known.
 */
export async function unchangedRun(request: GenerateRequest): Promise<UnchangedRun | undefined> {
  const path = recordPath(request);
  const record = readSealed(path) as RunRecord | undefined;
  if (record === undefined || record.tool !== toolFingerprint() || record.day !== dayOf(request)) return undefined;
  if (record.request !== inWords(request)) return undefined;
  const { find, documentsFolder, boundary, root, inputs, output, models, diagnostics, counts } = record;
  // A repository may have begun nearer, or be gone.
  if ("documents" in request && boundaryOf(documentsFolder) !== boundary) return undefined;
  const found = await diskTree.find(find.folder, find.pattern);
  const names = found.filter((file) => !isInside(find.registry, file));
  if (names.join("\n") !== find.names.join("\n")) return undefined;
  if (!(await areUnchanged({ documentsFolder, boundary, root }, inputs))) return undefined;
  const files: FileStatus[] = [];
  const seen: RecordedOutput[] = [];
  let hasMore = false;
  for (const each of [output, ...models]) {
    const digests = new Map(Object.entries(each.digests));
    const [known, stamps] = [new Map(Object.entries(each.stamps)), new Map<string, string>()];
    if (!(await isAsLeft({ ...each, digests, stamps: known }, stamps).catch(() => false))) return undefined;
    hasMore ||= isMore(stamps, known);
    seen.push({ ...each, stamps: Object.fromEntries(stamps) });
    const unchanged = [...digests.keys()].sort().map((path): FileStatus => ({ path, state: "unchanged" }));
    files.push(...seenFrom(output.root, each.root, unchanged));
  }
  const [seenOutput = output, ...seenModels] = seen;
  if (hasMore) writeCache(path, seal({ ...record, output: seenOutput, models: seenModels } satisfies RunRecord));
  return { root, outputRoot: output.root, diagnostics, counts, files };
}

/** Whether there is a stamp that is not known. */
function isMore(stamps: Stamps, known: Stamps): boolean {
  return [...stamps].some(([path, stamp]) => known.get(path) !== stamp);
}

async function areUnchanged(
  { documentsFolder, boundary, root }: Pick<RunRecord, "documentsFolder" | "boundary" | "root">,
  inputs: RunRecord["inputs"],
): Promise<boolean> {
  const opened = await diskTree.openFolder(documentsFolder, root, boundary).catch(() => undefined);
  if (opened === undefined) return false;
  for (const [name, sha256] of Object.entries(inputs)) {
    const read = await opened.read(name);
    if (!read.ok || read.sha256 !== sha256) return false;
  }
  return true;
}

/**
 * Remembers a run whose output stands on the disk; one with errors has none.
 * @param stamps - of the files that were as they should be before
 */
export function rememberRun(
  request: GenerateRequest,
  run: Generated,
  counts: RunCounts,
  stamps: ReadonlyMap<Output, Stamps>,
): void {
  const { plan, model, diagnostics } = run;
  if (plan === undefined || model === undefined || run.output === undefined) return;
  const config = plan.inputs.map(({ path, sha256 }): [string, string] => [nameIn(plan.root, path), sha256]);
  const record: RunRecord = {
    tool: toolFingerprint(),
    day: dayOf(request),
    request: inWords(request),
    find: {
      folder: folderOf(request),
      pattern: plan.pattern,
      registry: plan.registry,
      names: plan.documents.map((name) => resolve(plan.root, ...name.split("/"))),
    },
    documentsFolder: plan.documentsFolder,
    boundary: plan.boundary,
    root: plan.root,
    inputs: Object.fromEntries([
      ...config,
      ...model.documents.map(({ file, sha256 }): [string, string] => [file, sha256]),
    ]),
    output: recorded(run.output, stamps),
    models: (run.models ?? []).map((each) => recorded(each, stamps)),
    diagnostics,
    counts,
  };
  writeCache(recordPath(request), seal(record));
}

function recorded(whole: Output, stamps: ReadonlyMap<Output, Stamps>): RecordedOutput {
  const { files, ...output } = whole;
  return {
    ...output,
    digests: Object.fromEntries([...files].map(([path, text]) => [path, digest(text)])),
    stamps: Object.fromEntries(stamps.get(whole) ?? []),
  };
}

function recordPath(request: GenerateRequest): string {
  return join(cacheFolder(folderOf(request)), cacheName("run", inWords(request)));
}

function folderOf(request: GenerateRequest): string {
  return "config" in request ? dirname(request.config) : request.folder;
}

/** What earlier runs of this request have found out, bit by bit; `keepMemory` writes down what this one adds. */
export function memoryOf(request: GenerateRequest): WorkCache {
  return openWorkCache(folderOf(request), inWords(request));
}

/** Writes down what a run has found out. */
export function keepMemory(memory: WorkCache): void {
  const written = memory.toWrite();
  if (written !== undefined) writeCache(written.path, written.text);
}

function inWords(request: GenerateRequest): string {
  const { models } = request;
  const asked = models === undefined ? [] : [[models.languages, models.out ?? null]];
  if ("config" in request) return JSON.stringify(["config", request.config, ...asked]);
  return JSON.stringify(["documents", request.folder, request.documents, request.out ?? null, ...asked]);
}

/** Approvals, which a config alone has, end on a day. */
function dayOf(request: GenerateRequest): string {
  return "config" in request ? today() : "";
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The name of a file as the run's other names are. */
function nameIn(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}
