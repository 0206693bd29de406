import type { Diagnostic } from "../diagnostic.js";
import { multiplications, selfReferences } from "./check-expansion.js";
import type { DocumentSet } from "./document-set.js";
import { partsLedTo } from "./led-to.js";
import { type LoadedFiles, type LoadOptions, loadFiles } from "./load-files.js";
import type { ParserDesk } from "./parser-thread.js";
import { readUpcasters } from "./read-upcasters.js";
import { type AimedReference, resolveReferences } from "./resolve-references.js";
import { runParser } from "./run-parser.js";
import type { Asked } from "./silent-documents.js";
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
  const unknown = asking === "not asked" ? () => undefined : () => asking.expect();
  const loaded = await loadFiles(folder, documents, { ...options, lastWord, unknown });
  const resolved = resolveReferences({ ...loaded, documents }, loaded.references);
  const { upcasters, diagnostics: misfits } = await readUpcasters(folder, loaded.files, options.generated);
  const unresolved = { files: loaded.files, documents, broken: loaded.broken, upcasters };
  const contentOf = contentsOf(loaded, resolved.references);
  const endless = findEndless(
    { ...unresolved, references: resolved.references },
    loaded.references,
    contentOf,
    options,
  );
  const all = [...loaded.diagnostics, ...resolved.diagnostics, ...endless];
  const { references, diagnostics: found } =
    options.unfollowed === "unknown"
      ? leaveUnfollowed({ files: loaded.files, references: resolved.references }, all)
      : { references: resolved.references, diagnostics: all };
  const broken = new Set([
    ...loaded.broken,
    ...found.filter((item) => item.severity === "error").map((item) => item.file),
  ]);
  const set: DocumentSet = { files: loaded.files, documents, references, broken, upcasters };
  const read = { set, diagnostics: [...found, ...misfits] };
  if (options.parser === "not asked") return { ...read, opinions: Promise.resolve([]) };
  const ways = waysBetween(loaded.references);
  const asked = documents
    .map((name) => ({ name, reached: [...reachedFrom(name, ways)].sort() }))
    .filter(({ reached }) => reached.every((file) => !broken.has(file)))
    .map(({ name, reached }): Asked => {
      return {
        name,
        content: contentOf(name),
        reached,
        // Such a reference is none to us, and the parser follows it all the same: what it shows there is not among what is led to.
        isPlain: reached.every((file) => loaded.plain.has(file)),
        structure: loaded.files.get(name)?.isUnjudged === true ? "open" : "judged",
      };
    });
  const parser = { desk: options.parser, memory: options.memory };
  return { ...read, opinions: runParser(parser, folder, loaded, asked) };
}

/** What a file and all that it leads to say: its digest, and the parts of other files with theirs. */
function contentsOf(
  { files, references: aimed }: LoadedFiles,
  references: DocumentSet["references"],
): (name: string) => readonly string[] {
  const partsOf = partsLedTo({ references }, aimed);
  const contents = new Map<string, readonly string[]>();
  return (name) => {
    const content = contents.get(name) ?? [files.get(name)?.sha256 ?? "", ...partsOf(name)];
    contents.set(name, content);
    return content;
  };
}

/**
 * What has no end, or next to none. Of files that say, and lead to, what they did when nothing was found, nothing is asked again; where
 * there is anything to tell, all are, so that it is told in the same words whatever is known.
 */
function findEndless(
  set: DocumentSet,
  references: readonly AimedReference[],
  contentOf: (name: string) => readonly string[],
  { memory }: ReadOptions,
): readonly Diagnostic[] {
  const words = (file: string): readonly string[] => [file, ...contentOf(file)];
  const files = [...new Set(references.map(({ at }) => at.file))];
  const open = new Set(files.filter((file) => memory.get("ends", words(file)) === undefined));
  const asked = references.filter(({ at }) => open.has(at.file));
  const isFound = selfReferences(set, asked).length > 0;
  if (!isFound) for (const file of open) memory.set("ends", words(file), true);
  // How much a reference stands for hangs on all that lead into the same circle.
  return [...(isFound ? selfReferences(set, references) : []), ...multiplications(set, references)];
}

/** From each file to the files that it refers to. */
function waysBetween(references: readonly AimedReference[]): ReadonlyMap<string, ReadonlySet<string>> {
  const ways = new Map<string, Set<string>>();
  for (const { at, file } of references) ways.set(at.file, (ways.get(at.file) ?? new Set()).add(file));
  return ways;
}

/** A file and all that it leads to. */
function reachedFrom(name: string, ways: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const seen = new Set([name]);
  // A set goes on to what is added while it is gone through.
  for (const file of seen) for (const next of ways.get(file) ?? []) seen.add(next);
  return seen;
}
