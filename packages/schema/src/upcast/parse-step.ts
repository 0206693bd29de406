import type { UpcastStep } from "./step.js";

/** A step read from a document, or what is wrong with it; `key` names the key at fault. */
export type ParsedStep =
  | { readonly ok: true; readonly step: UpcastStep }
  | { readonly ok: false; readonly problem: string; readonly key?: string };

export function parseStep(_raw: unknown): ParsedStep {
  throw new Error("to follow");
}
