import { createRequire } from "node:module";
import type { JsonSchema } from "@insaka/schema";
import type { compile as Compile } from "json-schema-to-typescript";
import { normalise, type Placeholders } from "./normalise-schema.js";
import { tidyType } from "./tidy-type.js";

/** A declared type as text, and the shared types that it mentions. */
export interface DeclaredType {
  readonly text: string;
  readonly imports: readonly string[];
}

/** A name that json-schema-to-typescript leaves as it is. Ours may have letters that it would take away. */
const standIn = "Root";

let compiler: typeof Compile | undefined;

/**
 * Declares the TypeScript type of a schema: an interface for a plain object, an alias for anything else. Objects are closed
 * unless the schema opens them, and everything is readonly.
 */
export async function declareType(
  name: string,
  schema: JsonSchema,
  shared: ReadonlyMap<string, JsonSchema>,
): Promise<DeclaredType> {
  const placeholders: Placeholders = { keys: new Map(), types: new Map(), imports: new Set() };
  const plain = normalise(schema, { placeholders, shared, inPlace: [] });
  const compile = loadCompiler();
  const text = await compile(plain, standIn, {
    additionalProperties: false,
    bannerComment: "",
    declareExternallyReferenced: false,
    format: false,
    ignoreMinAndMaxItems: true,
    unknownAny: true,
  });
  return { text: tidyType(text, standIn, name, placeholders), imports: [...placeholders.imports].sort() };
}

/** Loaded at the first type: a run that only lints, or whose documents are wrong, does without. */
function loadCompiler(): typeof Compile {
  compiler ??= (createRequire(import.meta.url)("json-schema-to-typescript") as { compile: typeof Compile }).compile;
  return compiler;
}
