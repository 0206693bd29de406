import type { transformSync } from "esbuild";
import { load } from "../package-folder.js";

/** A function's file, as it was read. */
export interface FunctionSource {
  readonly file: string;
  readonly text: string;
}

/** The same as a script of CommonJS, or why it is no TypeScript. */
export type Stripped = { readonly ok: true; readonly script: string } | { readonly ok: false; readonly fault: string };

let transform: typeof transformSync | undefined;

/** Takes the types away, and the imports of types with them. Nothing is bundled, nothing is looked up and nothing is run. */
export function stripTypes({ file, text }: FunctionSource): Stripped {
  // Loaded at the first function: nearly all upcasters are steps. In one go, so that no process of the compiler stays behind.
  transform ??= (load("esbuild") as { readonly transformSync: typeof transformSync }).transformSync;
  try {
    const options = { loader: "ts", format: "cjs", target: "node20", sourcefile: file, logLevel: "silent" } as const;
    return { ok: true, script: transform(text, options).code };
  } catch (error) {
    const [first] = (error as { readonly errors?: readonly { readonly text: string }[] }).errors ?? [];
    return { ok: false, fault: `The upcaster is no TypeScript: ${first?.text ?? String(error)}.` };
  }
}
