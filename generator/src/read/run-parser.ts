import { createRequire } from "node:module";
import type { Parser } from "@asyncapi/parser";
import { type Diagnostic, diagnostic, type Severity } from "../diagnostic.js";
import type { SourceFolder } from "./source-folder.js";

/** The text of every file that has been read, by name. */
export type Texts = ReadonlyMap<string, string>;

/** The parser's severities that are worth an author's time; `information` and `hint` are advice on taste. */
const severities: ReadonlyMap<number, Severity> = new Map([
  [0, "error"],
  [1, "warning"],
]);

/** Warnings of the parser that say nothing against a document. */
const ignored: ReadonlySet<string> = new Set(["asyncapi-latest-version", "asyncapi-unused-component"]);

/**
 * Asks the official parser for its opinion of documents that are sound so far.
 *
 * Only its two structure rules are off (`checkStructure` does their work). It resolves references itself, so it is given
 * our texts and cannot reach a disk or a network.
 */
export async function runParser(
  folder: SourceFolder,
  texts: Texts,
  documents: readonly string[],
): Promise<readonly Diagnostic[]> {
  if (documents.length === 0) return [];
  const parser = createParser(folder, texts);
  const diagnostics: Diagnostic[] = [];
  for (const name of documents) {
    const results = await parser.validate(texts.get(name) ?? "", { source: folder.pathOf(name) });
    for (const { code, message, path, range, severity, source } of results) {
      const level = severities.get(severity);
      if (level === undefined || ignored.has(String(code))) continue;
      const at = {
        file: source === undefined ? name : folder.nameOf(source),
        line: range.start.line + 1,
        column: range.start.character + 1,
        pointer: path.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
      };
      const hint = "See the AsyncAPI 3 specification.";
      diagnostics.push(
        diagnostic(
          `asyncapi-${String(code).replace(/^asyncapi3?-/, "")}`,
          { at, message: withoutStack(message), hint },
          level,
        ),
      );
    }
  }
  return diagnostics;
}

/** An error that the parser did not expect is told with its stack, which holds paths of the machine. */
export function withoutStack(message: string): string {
  const stack = message.indexOf(", stack:");
  return stack < 0 ? message : `${message.slice(0, stack)}.`;
}

function createParser(folder: SourceFolder, texts: Texts): Parser {
  // The package's ES module build imports its parts without extensions, which Node does not accept.
  const load = createRequire(import.meta.url);
  const { Parser: Constructor } = load("@asyncapi/parser") as typeof import("@asyncapi/parser");
  // Its own readers of disk and network have no order and come last; an order of 0 it takes for none.
  const nothing = { canRead: true, order: 1, read: (): string => "{}" };
  const file = {
    ...nothing,
    schema: "file",
    read: (uri: { readonly path: () => string }): string => texts.get(folder.nameOf(decodeURI(uri.path()))) ?? "{}",
  };
  return new Constructor({
    ruleset: { rules: { "asyncapi-document-resolved": "off", "asyncapi-document-unresolved": "off" } },
    __unstable: {
      resolver: { resolvers: [file, { ...nothing, schema: "http" }, { ...nothing, schema: "https" }] },
    },
  } as ConstructorParameters<typeof Constructor>[0]);
}
