import type { JsonSchema } from "@insaka/schema";
import type { compile as Compile } from "json-schema-to-typescript";
import { load } from "../package-folder.js";
import { inWords, type Memory } from "../recall.js";
import { normalise, type Placeholders } from "./normalise/normalise.js";
import type { NormaliserRule } from "./normalise/rule.js";
import { normaliserRules } from "./normalise/rules.js";
import { tidyType } from "./tidy-type.js";

/** A declared type as text, and the shared types that it mentions. */
export interface DeclaredType {
  readonly text: string;
  readonly imports: readonly string[];
}

/** A name that json-schema-to-typescript leaves as it is. Ours may have letters that it would take away. */
const standIn = "Root";

let compiler: typeof Compile | undefined;

/** The types that schemas refer to, by name, and what is known of declared types from earlier. */
export interface TypeSources {
  readonly shared: ReadonlyMap<string, JsonSchema>;
  readonly memory: Memory;
}

/**
 * Declares the TypeScript type of a schema: an interface for a plain object, an alias for anything else. Objects are closed
 * unless the schema opens them, and everything is readonly.
 */
export async function declareType(
  name: string,
  schema: JsonSchema,
  { shared, memory }: TypeSources,
): Promise<DeclaredType> {
  const question = [name, ...reachedTexts(schema, shared)];
  const known = memory.get("type", question);
  if (known !== undefined) return known.value as DeclaredType;
  const declared = await makeType(name, schema, shared);
  memory.set("type", question, declared);
  return declared;
}

/** A schema and all types that it leads to, as texts. */
function reachedTexts(schema: JsonSchema, shared: ReadonlyMap<string, JsonSchema>): readonly string[] {
  const texts = [inWords(schema)];
  const names = new Set<string>();
  // The list goes on to what is added while it is gone through.
  for (const text of texts) {
    for (const [, name = ""] of text.matchAll(/"#\/definitions\/([^"]+)"/g)) {
      const type = shared.get(name);
      if (type === undefined || names.has(name)) continue;
      names.add(name);
      texts.push(`${name} ${inWords(type)}`);
    }
  }
  return texts;
}

/** The same from scratch. @param rules - other than all, to see what a rule is there for */
export async function makeType(
  name: string,
  schema: JsonSchema,
  shared: ReadonlyMap<string, JsonSchema>,
  rules: readonly NormaliserRule[] = normaliserRules,
): Promise<DeclaredType> {
  const placeholders: Placeholders = { keys: new Map(), types: new Map(), imports: new Set() };
  const plain = normalise(schema, { rules, placeholders, shared });
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
  compiler ??= (load("json-schema-to-typescript") as { compile: typeof Compile }).compile;
  return compiler;
}
