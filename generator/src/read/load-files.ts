import { type Diagnostic, diagnostic, type Place } from "../diagnostic.js";
import { nearestName } from "../nearest-name.js";
import { type Memory, recall } from "../recall.js";
import { type AimFault, aimReference } from "./aim-references.js";
import { checkStructure } from "./check-structure.js";
import { convertDocument, isOldDocument } from "./convert-document.js";
import { placeOf, refText, type SourceFile } from "./document-set.js";
import { type FoundReference, findReferences } from "./find-references.js";
import { limits } from "./limits.js";
import { isMapping } from "./node.js";
import type { AimedReference } from "./resolve-references.js";
import type { SourceFolder } from "./source-folder.js";
import { parseSource, type SourceText } from "./source-text.js";

/** All files of a run, read once each, and the references in them. */
export interface LoadedFiles {
  readonly files: ReadonlyMap<string, SourceFile>;
  /** The text of each file. */
  readonly texts: ReadonlyMap<string, string>;
  readonly broken: ReadonlySet<string>;
  readonly references: readonly AimedReference[];
  /** Files in which every `$ref` is a reference: none stands where we take it for data, such as in an extension. */
  readonly plain: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
}

/** How to read files. */
export interface LoadOptions {
  /** Severity of a key beside a `$ref`. */
  readonly besideRef: "error" | "warning";
  /** What becomes of a reference that is remote or has no end. */
  readonly unfollowed: "refused" | "unknown";
  /** Whether documents of AsyncAPI 2 are taken, and brought into the form of version 3. */
  readonly old: "converted" | "refused";
  /** Whether the official parser will be asked whether a document is well formed where it seems not to be. */
  readonly lastWord: boolean;
  /** What is known from earlier. */
  readonly memory: Memory;
  /** Told as soon as there is a text that is not known from earlier. */
  readonly unknown: () => void;
}

interface Loading extends LoadOptions {
  readonly folder: SourceFolder;
  readonly files: Map<string, SourceFile>;
  readonly texts: Map<string, string>;
  readonly broken: Set<string>;
  readonly references: AimedReference[];
  readonly plain: Set<string>;
  readonly diagnostics: Diagnostic[];
  /** Values that some file has: two files with the same text need two values, because a reference in them is known by its object. */
  readonly given: WeakSet<object>;
  readonly documents: ReadonlySet<string>;
}

/** Reads the documents and every file that their references lead to. */
export async function loadFiles(
  folder: SourceFolder,
  documents: readonly string[],
  options: LoadOptions,
): Promise<LoadedFiles> {
  const loading: Loading = {
    ...options,
    folder,
    files: new Map(),
    texts: new Map(),
    broken: new Set(),
    references: [],
    plain: new Set(),
    diagnostics: [],
    given: new WeakSet(),
    documents: new Set(documents),
  };
  const wanted = new Map<string, AimedReference | undefined>(documents.map((name) => [name, undefined]));
  for (const [name, reference] of wanted) {
    if (wanted.size > limits.files) {
      const at = { file: name, line: 1, column: 1 };
      const message = `The documents lead to more than ${limits.files} files.`;
      loading.diagnostics.push(diagnostic("too-many-documents", { at, message, hint: "Split the run." }));
      break;
    }
    for (const next of await loadFile(loading, name, reference))
      if (!wanted.has(next.file)) wanted.set(next.file, next);
  }
  return loading;
}

/** A text's value, and how many `$ref`s there are anywhere in it. */
type ParsedFile = SourceText & { readonly references: number };

type Unparsed = Exclude<ReturnType<typeof parseSource>, SourceText>;

/** Parses a text, or remembers what it says; where in it something stands takes the parser again, and is hardly ever asked. */
function parseOnce(
  { memory, unknown }: Pick<LoadOptions, "memory" | "unknown">,
  { text, sha256 }: { readonly text: string; readonly sha256: string },
): ParsedFile | Unparsed {
  let done: ReturnType<typeof parseSource> | undefined;
  const parse = (): ReturnType<typeof parseSource> => {
    done ??= parseSource(text.startsWith("\uFEFF") ? text.slice(1) : text);
    return done;
  };
  const known = recall(memory, "source", [sha256], () => {
    unknown();
    const parsed = parse();
    if (!("position" in parsed) || !survivesJson(parsed.value)) return null;
    return { value: unshared(parsed.value), references: countReferences(parsed.value) };
  });
  if (known === null) {
    const parsed = parse();
    if (!("position" in parsed)) return parsed;
    return { ...parsed, value: unshared(parsed.value), references: countReferences(parsed.value) };
  }
  const position: SourceText["position"] = (pointer, part) => {
    const parsed = parse();
    return "position" in parsed ? parsed.position(pointer, part) : { line: 1, column: 1 };
  };
  return { ...known, position };
}

/** A value in which nothing stands at two places, as an anchor of YAML lets it: what is read anew and what is remembered are the same. */
function unshared(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unshared);
  if (!isMapping(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, unshared(member)]));
}

/** The value for one file alone. */
function ownOf({ given }: Loading, value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const own = given.has(value) ? unshared(value) : value;
  given.add(own as object);
  return own;
}

/** Every `$ref` anywhere. */
function countReferences(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = refText(value) === undefined ? 0 : 1;
  for (const member of Object.values(value)) count += countReferences(member);
  return count;
}

/** False for what YAML can say and JSON cannot. */
function survivesJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== "object" || value === null) return typeof value !== "undefined" && typeof value !== "bigint";
  return Object.values(value).every(survivesJson);
}

/** Reads one file; returns the references found in it. */
async function loadFile(
  loading: Loading,
  name: string,
  reference: AimedReference | undefined,
): Promise<readonly AimedReference[]> {
  const result = await loading.folder.read(name);
  if (!result.ok) {
    loading.broken.add(name);
    loading.diagnostics.push(notRead(loading, name, reference, result));
    return [];
  }
  const parsed = parseOnce(loading, result);
  if (!("position" in parsed)) {
    loading.broken.add(name);
    for (const { code, message, position, hint = "Correct the YAML or JSON of this file." } of parsed) {
      loading.diagnostics.push(diagnostic(code, { at: { file: name, ...position }, message, hint }));
    }
    return [];
  }
  loading.texts.set(name, result.text);
  const { value, position, references: stated } = parsed;
  const written: SourceFile = { value: ownOf(loading, value), position, path: name, sha256: result.sha256 };
  const file = loading.documents.has(name) ? readDocument(loading, written) : written;
  if (file === undefined) return [];
  loading.files.set(name, file);
  const aimed: AimedReference[] = [];
  const references = findReferences(name, file.value);
  if (stated === references.length) loading.plain.add(name);
  for (const found of references) {
    reportBeside(loading, found);
    const target = aimReference(found);
    if ("code" in target) reportFault(loading, found, target);
    else aimed.push(target);
  }
  loading.references.push(...aimed);
  return aimed;
}

/**
 * Holds a document against AsyncAPI's own schema, or brings it into the form of version 3: whether one of version 2 was well formed
 * the official parser tells, later; and so it does of any other that somebody else has written and that seems not to be.
 */
function readDocument(loading: Loading, written: SourceFile): SourceFile | undefined {
  if (loading.old === "converted" && isOldDocument(written.value)) return convert(loading, written);
  const versions = loading.old === "converted" ? "2.0 to 2.6, 3.0 and 3.1" : "3.0 and 3.1";
  const isSound = recall(
    loading.memory,
    "structure",
    [written.sha256],
    () => checkStructure(written, versions).length === 0,
  );
  if (isSound) return written;
  const problems = checkStructure(written, versions);
  // Whatever the official parser takes is taken here, in documents that others have written: it has the last word.
  const isVersion = problems.some(({ code }) => code === "document-not-asyncapi");
  if (loading.lastWord && !isVersion) return { ...written, isUnjudged: true };
  loading.diagnostics.push(...problems);
  loading.broken.add(written.path);
  return written;
}

function convert(loading: Loading, written: SourceFile): SourceFile | undefined {
  try {
    return { ...written, ...convertDocument(written), isUnjudged: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The document cannot be brought from AsyncAPI 2 to version 3: ${reason.replace(/[.\s]*$/, "")}.`;
    const at = { file: written.path, line: 1, column: 1 };
    const hint = "Correct it by the specification of its version, or write it in AsyncAPI 3.";
    loading.diagnostics.push(diagnostic("document-not-converted", { at, message, hint }));
    loading.broken.add(written.path);
    return undefined;
  }
}

function notRead(
  loading: Loading,
  name: string,
  reference: AimedReference | undefined,
  fault: { readonly code: string; readonly message: string },
): Diagnostic {
  if (reference === undefined) {
    const at = { file: name, line: 1, column: 1 };
    return diagnostic(fault.code, {
      at,
      message: fault.message,
      hint: "Correct the file, or take it out of the documents.",
    });
  }
  const at = refPlace(loading, reference);
  if (fault.code !== "ref-not-found" && fault.code !== "ref-outside-folder") {
    return diagnostic(fault.code, { at, message: `${name}: ${fault.message}`, hint: "Correct that file." });
  }
  const nearest = nearestName(name, loading.files.keys());
  const hint = nearest === undefined ? "Correct the path; it is relative to this file." : `Did you mean ${nearest}?`;
  return diagnostic(fault.code, { at, message: `"${reference.ref}" leads nowhere. ${fault.message}`, hint });
}

function reportBeside(loading: Loading, found: FoundReference): void {
  for (const key of found.beside) {
    const at = placeOf(loading, {
      ...found.at,
      pointer: `${found.at.pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    });
    const message = `"${key}" stands beside a $ref and would be lost: a reference replaces its whole object.`;
    const hint = `Move "${key}" to what "${found.ref}" refers to, or write the object out.`;
    loading.diagnostics.push(diagnostic("key-beside-ref", { at, message, hint }, loading.besideRef));
    if (loading.besideRef === "error") loading.broken.add(found.at.file);
  }
}

function reportFault(loading: Loading, found: FoundReference, fault: AimFault): void {
  const { code, message, hint } = fault;
  loading.diagnostics.push(diagnostic(code, { at: refPlace(loading, found), message, hint }));
  if (code !== "ref-remote" || loading.unfollowed === "refused") loading.broken.add(found.at.file);
}

function refPlace(loading: Loading, found: FoundReference): Place {
  return placeOf(loading, { ...found.at, pointer: `${found.at.pointer}/$ref` }, "value");
}
