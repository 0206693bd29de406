import { createRequire } from "node:module";
import type { Parser } from "@asyncapi/parser";
import { type Diagnostic, diagnostic, type Severity } from "../diagnostic.js";
import type { SourceFolder } from "./source-folder.js";

/** The text of every file that has been read, by name. */
export type Texts = ReadonlyMap<string, string>;

/** A document, and whether its structure is still to be judged. */
export interface Asked {
  readonly name: string;
  readonly structure: "judged" | "open";
}

/** The rules whose work `checkStructure` does. */
const structureOff = { "asyncapi-document-resolved": "off", "asyncapi-document-unresolved": "off" } as const;

/** The parser's severities that are worth an author's time; `information` and `hint` are advice on taste. */
const severities: ReadonlyMap<number, Severity> = new Map([
  [0, "error"],
  [1, "warning"],
]);

/** Warnings of the parser that say nothing against a document. */
const ignored: ReadonlySet<string> = new Set([
  "asyncapi-defaultContentType",
  "asyncapi-id",
  "asyncapi-info-contact",
  "asyncapi-info-description",
  "asyncapi-info-license",
  "asyncapi-latest-version",
  "asyncapi-servers",
  "asyncapi-unused-component",
  "asyncapi2-message-messageId",
  "asyncapi2-operation-operationId",
  "asyncapi2-tags",
]);

/**
 * Asks the official parser for its opinion of documents that are sound so far.
 *
 * Its two structure rules are off where `checkStructure` has done their work: they cost 300 ms a document. It resolves
 * references itself, so it is given our texts and cannot reach a disk or a network.
 */
export async function runParser(
  folder: SourceFolder,
  texts: Texts,
  documents: readonly Asked[],
): Promise<readonly Diagnostic[]> {
  const parsers = new Map<Asked["structure"], Parser>();
  const diagnostics: Diagnostic[] = [];
  for (const { name, structure } of documents) {
    const parser = parsers.get(structure) ?? createParser(folder, texts, structure === "judged" ? structureOff : {});
    parsers.set(structure, parser);
    const results = await parser.validate(texts.get(name) ?? "", { source: folder.pathOf(name) });
    for (const { code, message, path, range, severity, source } of results) {
      const level = severities.get(severity);
      if (level === undefined || (level === "warning" && ignored.has(String(code)))) continue;
      const at = {
        file: source === undefined ? name : folder.nameOf(source),
        line: range.start.line + 1,
        column: range.start.character + 1,
        pointer: path.map((token) => `/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
      };
      const hint = "See the AsyncAPI specification.";
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

function createParser(folder: SourceFolder, texts: Texts, rules: Readonly<Record<string, "off">>): Parser {
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
    ruleset: { rules },
    __unstable: {
      resolver: { resolvers: [file, { ...nothing, schema: "http" }, { ...nothing, schema: "https" }] },
    },
  } as ConstructorParameters<typeof Constructor>[0]);
}
