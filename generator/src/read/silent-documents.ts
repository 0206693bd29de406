import { createHash } from "node:crypto";
import type { Memory } from "../recall.js";
import type { LoadedFiles } from "./load-files.js";
import { outlineOf } from "./outline.js";

/** Every file that has been read, and its text, by name. */
export type ReadFiles = Pick<LoadedFiles, "files" | "texts">;

/** A document that the official parser may be asked about. */
export interface Asked {
  readonly name: string;
  /** What it and all that it leads to say: its digest, and the parts of other files that it leads to with theirs. */
  readonly content: readonly string[];
  /** Itself and every file that it leads to, sorted. */
  readonly reached: readonly string[];
  /** Whether all that the parser follows in these is among what it leads to. */
  readonly isPlain: boolean;
  /** Whether its structure is still to be judged: then its outline says too little. */
  readonly structure: "judged" | "open";
}

/**
 * The documents of which it is known that the official parser says nothing against them: they say what they said when it was asked, or look
 * the same in outline, as after most edits. What it does say is never remembered.
 */
export class SilentDocuments {
  readonly #memory: Memory;
  readonly #files: ReadFiles["files"];
  readonly #texts: ReadFiles["texts"];
  readonly #outlines = new Map<string, string>();
  readonly #digests = new Map<string, string>();
  #all: string | undefined;

  constructor(memory: Memory, { files, texts }: ReadFiles) {
    this.#memory = memory;
    this.#files = files;
    this.#texts = texts;
  }

  /** What the parser is shown of a file. */
  outlineOf(file: string): string {
    const outline = this.#outlines.get(file) ?? outlineOf(this.#files.get(file)?.value);
    this.#outlines.set(file, outline);
    return outline;
  }

  has(document: Asked): boolean {
    return this.#hasOutline(document) || this.#memory.get("whole", this.#wholeOf(document)) !== undefined;
  }

  /** @param by - what the parser was shown when it said nothing */
  add(document: Asked, by: "outline" | "whole"): void {
    if (by === "whole" || !document.isPlain) {
      this.#memory.set("whole", this.#wholeOf(document), true);
      return;
    }
    const outline = this.#digestOf(document);
    this.#memory.set("outline", [outline], true);
    this.#memory.set("opinion", wordsOf(document), outline);
  }

  #hasOutline(document: Asked): boolean {
    if (document.structure === "open" || !document.isPlain) return false;
    const known = this.#memory.get("opinion", wordsOf(document));
    // What nobody asks for in a run is forgotten, and the outline will be asked for after the next edit.
    if (known !== undefined) return this.#knowsOutline(String(known.value));
    const outline = this.#digestOf(document);
    if (!this.#knowsOutline(outline)) return false;
    this.#memory.set("opinion", wordsOf(document), outline);
    return true;
  }

  /** Shown the whole, the parser reads the text of any file that it comes to, and what it says may hang on all of it. */
  #wholeOf({ name, structure }: Asked): readonly string[] {
    this.#all ??= digest(JSON.stringify([...this.#texts].sort()));
    return [name, structure, this.#all];
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

function wordsOf({ name, content }: Asked): readonly string[] {
  return [name, ...content];
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
