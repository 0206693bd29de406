import type { PlacedApproval } from "../approval.js";
import type { Place } from "../diagnostic.js";

/** How strict a run is: `house` demands our `x-` keys and conventions; `any` takes every valid AsyncAPI 3 document. */
export type Mode = "house" | "any";

/** A class of records: how long they are kept at least, and the rule that says so. */
export interface RetentionClass {
  readonly years: number;
  readonly because: string;
}

/** What a run is to read and where its results go, decided before the first document is opened. */
export interface Plan {
  readonly mode: Mode;
  /** Absolute. */
  readonly documentsFolder: string;
  /** Absolute; documents refer to files below it only. */
  readonly boundary: string;
  /** Absolute; the names of files in diagnostics, in the model and in generated text are relative to it. */
  readonly root: string;
  /** Names of the documents, sorted. */
  readonly documents: readonly string[];
  /** Folder of the released revisions; absolute. It need not exist. */
  readonly registry: string;
  /** Absolute; nothing is written outside of it. */
  readonly outputRoot: string;
  /** Folder of the generated TypeScript, relative to `outputRoot`, with forward slashes; empty for the root itself. */
  readonly contracts: string;
  /** The same folder, relative to `root`, for what refers to it; absent where nothing will be written. */
  readonly generated?: string;
  /** File of the broker's definitions, relative to `outputRoot`; absent where none is wanted. */
  readonly definitions?: string;
  /** Where to report what is wrong with a path of the output. */
  readonly places: { readonly contracts: Place; readonly definitions: Place };
  /** The glob that has matched the documents. */
  readonly pattern: string;
  /** What is read besides the documents and what they refer to: the config. Its absolute path, and the SHA-256 of its bytes in hex. */
  readonly inputs: readonly { readonly path: string; readonly sha256: string }[];
  /** The retention classes that messages may name. */
  readonly retention: Readonly<Record<string, RetentionClass>>;
  /** Intended breaks that the config lets pass, in its order. */
  readonly approvals: readonly PlacedApproval[];
  /** Where to report what concerns the run as a whole. */
  readonly source: Place;
}
