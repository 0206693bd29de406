import { type Diagnostic, diagnostic, type Severity } from "../diagnostic.js";
import type { Memory } from "../recall.js";
import type { Opinion } from "./opinions.js";
import type { ParserDesk } from "./parser-thread.js";
import { type Asked, type ReadFiles, SilentDocuments } from "./silent-documents.js";
import type { SourceFolder } from "./source-folder.js";

/** The parser's severities that are worth an author's time; `information` and `hint` are advice on taste. */
const severities: ReadonlyMap<number, Severity> = new Map([
  [0, "error"],
  [1, "warning"],
]);

/** Rules of the parser by which nothing is said against a document. The first alone costs half a second: it compiles five meta-schemas. */
const off = [
  "asyncapi-latest-version",
  "asyncapi-defaultContentType",
  "asyncapi-id",
  "asyncapi-info-contact",
  "asyncapi-info-contact-properties",
  "asyncapi-info-description",
  "asyncapi-info-license",
  "asyncapi-info-license-url",
  "asyncapi-servers",
  "asyncapi-unused-component",
  "asyncapi2-message-messageId",
  "asyncapi2-operation-operationId",
  "asyncapi2-tags",
];

/** A payload in another language than JSON Schema is told by us, with what becomes of it. */
const foreignSchema = "asyncapi2-schemas";

/**
 * Asks the official parser for its opinion of documents that are sound so far.
 *
 * Its two structure rules are off where `checkStructure` has done their work. It resolves references itself, so it is given
 * our texts and cannot reach a disk or a network.
 */
export async function runParser(
  { desk, memory }: { readonly desk: ParserDesk; readonly memory: Memory },
  folder: SourceFolder,
  read: ReadFiles,
  documents: readonly Asked[],
): Promise<readonly Diagnostic[]> {
  const { texts } = read;
  const silent = new SilentDocuments(memory, read);
  const open = documents.filter((document) => !silent.has(document));
  const ask = async (asked: readonly Asked[], textOf: (name: string) => string): Promise<readonly Opinion[]> => {
    if (asked.length === 0) return [];
    return desk.ask({
      documents: asked.map(({ name, structure }) => ({ path: folder.pathOf(name), structure })),
      off,
      texts: new Map([...texts.keys()].map((name) => [folder.pathOf(name), textOf(name)])),
    });
  };
  const spokenOf = (opinions: readonly Opinion[]): ReadonlySet<string> =>
    new Set(opinions.map(({ document }) => folder.nameOf(document)));
  // Where the structure has been judged, an outline is enough to see that nothing is to be said.
  const judged = open.filter(({ structure }) => structure === "judged");
  const doubtful = spokenOf(await ask(judged, (name) => silent.outlineOf(name)));
  for (const document of judged) if (!doubtful.has(document.name)) silent.add(document, "outline");
  const whole = open.filter(({ name, structure }) => structure === "open" || doubtful.has(name));
  const opinions = await ask(whole, (name) => texts.get(name) ?? "");
  const wrong = spokenOf(opinions);
  for (const document of whole) if (!wrong.has(document.name)) silent.add(document, "whole");
  return opinions.flatMap((opinion) => inOurWords(folder, opinion));
}

function inOurWords(folder: SourceFolder, opinion: Opinion): readonly Diagnostic[] {
  const { code, message, path, line, character, severity, source = opinion.document } = opinion;
  const level = severities.get(severity);
  if (level === undefined || (level === "warning" && code === foreignSchema)) return [];
  // It is shown an empty object for whatever is remote; where that is let pass, it has been told already.
  if (code === "invalid-ref" && / @ '[a-z]+:\/\//.test(message)) return [];
  const at = {
    file: folder.nameOf(source),
    line: line + 1,
    column: character + 1,
    pointer: path.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
  };
  const hint = "See the AsyncAPI specification.";
  const id = `asyncapi-${code.replace(/^asyncapi3?-/, "")}`;
  return [diagnostic(id, { at, message: nameFiles(folder, withoutStack(message)), hint }, level)];
}

/** A message with the names of files as they stand everywhere else, and no path of the machine. */
function nameFiles(folder: SourceFolder, message: string): string {
  return message.replace(/(?<= @ ')\/[^']+(?=')/, (path) => folder.nameOf(path));
}

/** An error that the parser did not expect is told with its stack, which holds paths of the machine. */
export function withoutStack(message: string): string {
  const stack = message.indexOf(", stack:");
  return stack < 0 ? message : `${message.slice(0, stack)}.`;
}
