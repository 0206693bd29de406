import type { Diagnostic } from "../diagnostic.js";
import { checkExpansion } from "./check-expansion.js";
import type { DocumentSet } from "./document-set.js";
import { partsLedTo } from "./led-to.js";
import { type LoadOptions, loadFiles } from "./load-files.js";
import type { ParserDesk } from "./parser-thread.js";
import { readUpcasters } from "./read-upcasters.js";
import { type AimedReference, resolveReferences } from "./resolve-references.js";
import { type Asked, runParser } from "./run-parser.js";
import type { SourceFolder } from "./source-folder.js";
import { leaveUnfollowed } from "./unfollowed-references.js";

/** What reading gives: as much of the documents as could be had, and what was wrong with the rest. */
export interface ReadDocuments {
  readonly set: DocumentSet;
  readonly diagnostics: readonly Diagnostic[];
  /** What the official parser says, some time later, of those documents that nothing was wrong with so far; nothing where it is not asked. */
  readonly opinions: Promise<readonly Diagnostic[]>;
}

/** How to read. */
export interface ReadOptions extends Omit<LoadOptions, "lastWord" | "unknown"> {
  /** Name of the folder of the generated TypeScript, for what refers to it; absent where nothing will be written. */
  readonly generated: string | undefined;
  /**
   * Who is asked for the official parser's opinion, which costs as much as all the rest. Who only asks what documents say can do
   * without: what they are read from has been held against AsyncAPI's own schema by then.
   */
  readonly parser: ParserDesk | "not asked";
}

/** Reads AsyncAPI documents and all that they refer to: bytes, YAML, references, AsyncAPI's own format. */
export async function readDocuments(
  folder: SourceFolder,
  documents: readonly string[],
  options: ReadOptions,
): Promise<ReadDocuments> {
  const { parser: asking } = options;
  const lastWord = asking !== "not asked" && options.old === "converted";
  // The parser takes its time to load; there will be something to ask it.
  const unknown = asking === "not asked" ? () => undefined : () => asking.warm();
  const loaded = await loadFiles(folder, documents, { ...options, lastWord, unknown });
  const resolved = resolveReferences({ ...loaded, documents }, loaded.references);
  const { upcasters, diagnostics: misfits } = await readUpcasters(folder, loaded.files, options.generated);
  const unresolved = { files: loaded.files, documents, broken: loaded.broken, upcasters };
  const endless = checkExpansion({ ...unresolved, references: resolved.references }, loaded.references);
  const all = [...loaded.diagnostics, ...resolved.diagnostics, ...endless];
  const { references, diagnostics: found } =
    options.unfollowed === "unknown"
      ? leaveUnfollowed(resolved.references, all)
      : { references: resolved.references, diagnostics: all };
  const broken = new Set([
    ...loaded.broken,
    ...found.filter((item) => item.severity === "error").map((item) => item.file),
  ]);
  const set: DocumentSet = { files: loaded.files, documents, references, broken, upcasters };
  const read = { set, diagnostics: [...found, ...misfits] };
  if (options.parser === "not asked") return { ...read, opinions: Promise.resolve([]) };
  const ways = waysBetween(loaded.references);
  const partsOf = partsLedTo({ references }, loaded.references);
  const asked = documents
    .filter((name) => isSound(name, broken, ways))
    .map((name): Asked => {
      const content = [loaded.files.get(name)?.sha256 ?? "", ...partsOf(name)];
      return { name, content, structure: loaded.files.get(name)?.isUnjudged === true ? "open" : "judged" };
    });
  const parser = { desk: options.parser, memory: options.memory };
  return { ...read, opinions: runParser(parser, folder, loaded, asked) };
}

/** From each file to the files that it refers to. */
function waysBetween(references: readonly AimedReference[]): ReadonlyMap<string, ReadonlySet<string>> {
  const ways = new Map<string, Set<string>>();
  for (const { at, file } of references) ways.set(at.file, (ways.get(at.file) ?? new Set()).add(file));
  return ways;
}

/** True where neither the document nor anything that it leads to is broken. */
function isSound(name: string, broken: ReadonlySet<string>, ways: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  return [...reachedFrom(name, ways)].every((file) => !broken.has(file));
}

/** A file and all that it leads to. */
function reachedFrom(name: string, ways: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set([name]);
  // A set goes on to what is added while it is gone through.
  for (const file of seen) for (const next of ways.get(file) ?? []) seen.add(next);
  return seen;
}
