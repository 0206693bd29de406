import { createHash } from "node:crypto";
import type { Memory } from "../recall.js";
import type { SourceFile } from "./document-set.js";
import { outlineOf } from "./outline.js";

/** A document that the official parser may be asked about. */
export interface Asked {
  readonly name: string;
  /** All that the opinion depends on: the document's digest, and the parts of other files that it leads to with theirs. */
  readonly content: readonly string[];
  /** Itself and every file that it leads to, sorted. */
  readonly reached: readonly string[];
  /** Whether its structure is still to be judged: then its outline says too little. */
  readonly structure: "judged" | "open";
}

/**
 * The documents of which it is known that the official parser says nothing against them: they say what they said when it was asked, or look
 * the same in outline, as after most edits. What it does say is never remembered.
 */
export class SilentDocuments {
  readonly #memory: Memory;
  readonly #files: ReadonlyMap<string, SourceFile>;
  readonly #outlines = new Map<string, string>();
  readonly #digests = new Map<string, string>();

  constructor(memory: Memory, files: ReadonlyMap<string, SourceFile>) {
    this.#memory = memory;
    this.#files = files;
  }

  /** What the parser is shown of a file. */
  outlineOf(file: string): string {
    const outline = this.#outlines.get(file) ?? outlineOf(this.#files.get(file)?.value);
    this.#outlines.set(file, outline);
    return outline;
  }

  has(document: Asked): boolean {
    const known = this.#memory.get("opinion", wordsOf(document));
    // What nobody asks for in a run is forgotten, and the outline will be asked for after the next edit.
    if (known !== undefined) return known.value === null || this.#knowsOutline(String(known.value));
    if (document.structure === "open") return false;
    const outline = this.#digestOf(document);
    if (!this.#knowsOutline(outline)) return false;
    this.#memory.set("opinion", wordsOf(document), outline);
    return true;
  }

  /** @param by - what the parser was shown when it said nothing */
  add(document: Asked, by: "outline" | "whole"): void {
    const outline = by === "outline" ? this.#digestOf(document) : null;
    if (outline !== null) this.#memory.set("outline", [outline], true);
    this.#memory.set("opinion", wordsOf(document), outline);
  }

  #knowsOutline(digest: string): boolean {
    return this.#memory.get("outline", [digest]) !== undefined;
  }

  #digestOf({ name, reached }: Asked): string {
    return digest(JSON.stringify([name, reached.map((file) => [file, this.#digestOfFile(file)])]));
  }

  #digestOfFile(file: string): string {
    const known = this.#digests.get(file) ?? digest(this.outlineOf(file));
    this.#digests.set(file, known);
    return known;
  }
}

function wordsOf({ name, structure, content }: Asked): readonly string[] {
  return [name, structure, ...content];
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
