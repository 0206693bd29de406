import type { Place } from "../diagnostic.js";
import { isMapping, type Node } from "./node.js";
import type { SourceText } from "./source-text.js";
import type { UpcasterSource } from "./upcaster-source.js";

/** One file that was read: its digest, its content as plain values, and where each value stands. */
export interface SourceFile extends SourceText {
  /** With forward slashes, relative to the root of the run. */
  readonly path: string;
  /** SHA-256 of the bytes, in hex. */
  readonly sha256: string;
  /** True for a document whose structure the official parser is still to judge. */
  readonly isUnjudged?: true;
}

/** Everything that a run reads, with each `$ref` followed once. */
export interface DocumentSet {
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Paths of the AsyncAPI documents, sorted; the other files are there because a `$ref` leads to them. */
  readonly documents: readonly string[];
  /** What each `$ref` refers to, one step. */
  readonly references: References;
  /** The upcasters written in TypeScript, by the place of the text that names each (`file#pointer`). */
  readonly upcasters: ReadonlyMap<string, UpcasterSource>;
  /** Paths of the files in which reading found errors. What hangs on them cannot be judged. */
  readonly broken: ReadonlySet<string>;
}

/**
 * From an object that holds a `$ref` to what it refers to, one step. By the object and not by its place: it is quicker, and what an anchor of
 * YAML puts at two places of a file refers to the same from both.
 */
export type References = ReadonlyMap<unknown, Node>;

/** A name for a place. */
export function placeKey(node: Pick<Node, "file" | "pointer">): string {
  return `${node.file}#${node.pointer}`;
}

/** The `$ref` text of an object that holds one. */
export function refText(value: unknown): string | undefined {
  const ref = isMapping(value) && Object.hasOwn(value, "$ref") ? value.$ref : undefined;
  return typeof ref === "string" ? ref : undefined;
}

/**
 * Follows `$ref`s, however many in a row, to a value that is none.
 * `undefined` where the chain leads nowhere or in a circle; the reader has reported that already.
 */
export function follow(set: DocumentSet, node: Node | undefined): Node | undefined {
  if (node === undefined || refText(node.value) === undefined) return node;
  let at = set.references.get(node.value);
  // Nearly every chain has one link.
  if (at === undefined || refText(at.value) === undefined) return at;
  const seen = new Set([node.value]);
  while (at !== undefined && refText(at.value) !== undefined) {
    if (seen.has(at.value)) return undefined;
    seen.add(at.value);
    at = set.references.get(at.value);
  }
  return at;
}

/** The same for a place that hardly ever is looked at: it is found out when somebody does. */
export function laterPlaceOf(set: Pick<DocumentSet, "files">, node: Pick<Node, "file" | "pointer">): Required<Place> {
  let found: Required<Place> | undefined;
  const find = (): Required<Place> => {
    found ??= placeOf(set, node);
    return found;
  };
  const { file, pointer } = node;
  return {
    file,
    get line() {
      return find().line;
    },
    get column() {
      return find().column;
    },
    pointer,
  };
}

/** Where a node stands in its file; `part` chooses between the name of a member and its value. */
export function placeOf(
  set: Pick<DocumentSet, "files">,
  node: Pick<Node, "file" | "pointer">,
  part: "key" | "value" = "key",
): Required<Place> {
  const position = set.files.get(node.file)?.position(node.pointer, part) ?? { line: 1, column: 1 };
  return { file: node.file, ...position, pointer: node.pointer };
}
