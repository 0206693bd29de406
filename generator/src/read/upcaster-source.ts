import type { Position } from "./source-text.js";

/** The TypeScript of an upcaster, as it goes into the generated folder. */
export interface UpcasterSource {
  /** Where it was read, relative to the root of the run. */
  readonly file: string;
  /** Its file's name without the ending; the same where it is carried to. */
  readonly name: string;
  /** SHA-256 of the bytes that were read, in hex. */
  readonly sha256: string;
  /** With the imports of generated files written for its new place. */
  readonly text: string;
  /** The generated files that it imports types of: `messages/loan-approved.js`. */
  readonly imports: readonly (Position & { readonly target: string })[];
}
