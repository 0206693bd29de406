import type { JsonSchema } from "../json.js";
import { compilePattern } from "../pattern/compile-pattern.js";
import { compileWithAjv, demandDraft07 } from "./ajv.js";
import { NAME_MAPS, VALUES } from "./prepare-schema.js";
import { surelyDraft07 } from "./surely-draft-07.js";

/** Beyond this the stack may end while a schema is compiled: whether it does shows only then. */
const ordinary = { characters: 100_000, depth: 100 };

/**
 * Holds a schema against draft-07 without compiling it, which takes ten times as long; a plain one takes a look.
 * @throws SchemaError with the reason, where no validator can be made of it; not for a `$ref` that leads nowhere
 */
export function demandSchema(schema: JsonSchema): void {
  if (surelyDraft07(schema)) return;
  if (!isOrdinary(schema)) {
    compileWithAjv(schema);
    return;
  }
  demandDraft07(schema);
  demandPatterns(schema);
}

function isOrdinary(schema: JsonSchema): boolean {
  try {
    const text = JSON.stringify(schema);
    return text.length <= ordinary.characters && depthOf(text) <= ordinary.depth;
  } catch (error) {
    // So deep that the stack has ended here already.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** How deep the brackets of a JSON text nest; those within its texts count as well, which only makes it more careful. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const char of text) {
    if (char === "{" || char === "[") depth += 1;
    if (char === "}" || char === "]") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** @param keysAreNames - in `properties` and the like the keys are names that people choose: `default` and `pattern` are properties there */
function demandPatterns(part: unknown, keysAreNames = false): void {
  if (Array.isArray(part)) for (const item of part) demandPatterns(item);
  if (typeof part !== "object" || part === null || Array.isArray(part)) return;
  for (const [key, value] of Object.entries(part)) {
    if (keysAreNames) demandPatterns(value);
    else if (!VALUES.has(key)) demandKeyword(key, value);
  }
}

function demandKeyword(keyword: string, value: unknown): void {
  if (keyword === "pattern" && typeof value === "string") compilePattern(value);
  if (keyword === "patternProperties" && typeof value === "object" && value !== null)
    for (const pattern of Object.keys(value)) compilePattern(pattern);
  demandPatterns(value, NAME_MAPS.has(keyword));
}
