import type { createRequire } from "node:module";
import type { Parser } from "@asyncapi/parser";

/** A document that the parser is asked about. */
export interface AskedDocument {
  /** Absolute. */
  readonly path: string;
  /** Whether the parser's own check of the structure is needed: it costs 300 ms a document. */
  readonly structure: "judged" | "open";
}

/** What the parser is asked. Plain data, so that it can go to another thread. */
export interface Questions {
  readonly documents: readonly AskedDocument[];
  /** The text of every file, by absolute path: the parser reaches neither disk nor network. */
  readonly texts: ReadonlyMap<string, string>;
  /** Rules that it need not look at. */
  readonly off: readonly string[];
}

/** One thing that the parser says, as it says it. */
export interface Opinion {
  /** The absolute path of the document that was asked about. */
  readonly document: string;
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  /** From 0. */
  readonly line: number;
  readonly character: number;
  readonly severity: number;
  /** The file that it speaks of, where the parser tells. */
  readonly source: string | undefined;
}

/**
 * Asks the official parser about documents. Needs nothing but its arguments, because its text also runs in a thread of its own.
 * @param load - `require` of this package: the parser's ES module build imports its parts without extensions, which Node refuses
 */
export async function askParser(
  load: ReturnType<typeof createRequire>,
  { documents, texts, off }: Questions,
): Promise<readonly Opinion[]> {
  const { Parser: Constructor } = load("@asyncapi/parser") as typeof import("@asyncapi/parser");
  const make = (structure: AskedDocument["structure"]): Parser => {
    // Its own readers of disk and network have no order and come last; an order of 0 it takes for none.
    const nothing = { canRead: true, order: 1, read: (): string => "{}" };
    const read = (uri: { readonly path: () => string }): string => texts.get(decodeURI(uri.path())) ?? "{}";
    const judged = ["asyncapi-document-resolved", "asyncapi-document-unresolved"];
    const rules = Object.fromEntries([...off, ...(structure === "judged" ? judged : [])].map((rule) => [rule, "off"]));
    const resolvers = [
      { ...nothing, schema: "file", read },
      { ...nothing, schema: "http" },
      { ...nothing, schema: "https" },
    ];
    const options = { ruleset: { rules }, __unstable: { resolver: { resolvers } } };
    return new Constructor(options as ConstructorParameters<typeof Constructor>[0]);
  };
  const parsers = new Map<AskedDocument["structure"], Parser>();
  const opinions: Opinion[] = [];
  for (const { path: document, structure } of documents) {
    const parser = parsers.get(structure) ?? make(structure);
    parsers.set(structure, parser);
    const results = await parser.validate(texts.get(document) ?? "", { source: document });
    for (const { code, message, path, range, severity, source } of results) {
      const { line, character } = range.start;
      opinions.push({ document, code: String(code), message, path, line, character, severity, source });
    }
  }
  return opinions;
}
