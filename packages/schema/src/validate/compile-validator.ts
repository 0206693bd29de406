import type { ErrorObject, ValidateFunction } from "ajv";
import { foundType, type JsonSchema } from "../json.js";
import { locate } from "../location/locate.js";
import type { Location } from "../location/location.js";
import { shownPointer } from "../location/shown-pointer.js";
import { UnmatchableText } from "../pattern/compile-matcher.js";
import { resolvePointer, splitPointer } from "../pointer.js";
import { SchemaError } from "../schema-error.js";
import { compileWithAjv, compileWithTypes, demandDraft07 } from "./ajv.js";
import { expectation } from "./expectation.js";
import type { Validator, Violation } from "./violation.js";

const VALID: readonly Violation[] = Object.freeze([]);

/**
 * Compiles a draft-07 schema to a validator, which stops at the first fault (a failed `anyOf` or `oneOf` tells one per
 * alternative). Keywords that draft-07 does not know and formats without a check of ours are annotations. A string
 * `discriminator`, as AsyncAPI writes it, is allowed.
 * What cannot be judged because the stack ends is a violation with the keyword `depth`, and what its pattern cannot be held against in
 * bounded time one with the keyword `pattern`; a validator never throws for them.
 * @throws SchemaError for a schema that is not one, or whose `$ref` leads nowhere.
 */
export function compileValidator(schema: JsonSchema): Validator {
  return toValidator(compileWithAjv(schema), schema);
}

/**
 * Makes validators of schemas that refer to the same types: what many schemas share is compiled once.
 * @param types - by name; a schema refers to them, and they to each other, as `#/definitions/<name>`
 * @returns a function of a schema as it refers to the types, and of the same schema with the types that it needs within it
 */
export function compileValidators(
  types: ReadonlyMap<string, JsonSchema>,
): (referring: JsonSchema, selfContained: JsonSchema) => Validator {
  const compile = compileWithTypes(types);
  const sound = new Map<string, boolean>();
  const isSound = (name: string): boolean => {
    const known = sound.get(name) ?? isDraft07(types.get(name) ?? true);
    sound.set(name, known);
    return known;
  };
  return (referring, selfContained) => {
    const { definitions = {} } = Object(selfContained) as { readonly definitions?: object };
    // The whole tells best what is wrong with a part of it.
    if (!Object.keys(definitions).every(isSound)) return compileValidator(selfContained);
    return toValidator(compile(referring), selfContained);
  };
}

function isDraft07(schema: JsonSchema): boolean {
  try {
    demandDraft07(schema);
    return true;
  } catch (error) {
    if (error instanceof SchemaError) return false;
    throw error;
  }
}

function toValidator(validate: ValidateFunction, schema: JsonSchema): Validator {
  let root: Location | undefined;
  return (value) => {
    try {
      if (validate(value)) return VALID;
      root ??= locate(schema);
      const place = root;
      return (validate.errors ?? []).map((error) => violation(place, value, error));
    } catch (error) {
      return [unjudged(value, error)];
    }
  };
}

/**
 * What could not be judged to its end, as a violation: nothing is guessed about it.
 * @throws the error, where it says something else
 */
export function unjudged(value: unknown, error: unknown): Violation {
  if (error instanceof UnmatchableText)
    return {
      pointer: "",
      keyword: "pattern",
      expected: "texts that can be matched in bounded time",
      found: foundType(value),
    };
  // The stack has ended: the value nests too deeply, or the schema leads back to itself in place.
  if (error instanceof RangeError) return tooDeep(value);
  throw error;
}

function tooDeep(value: unknown): Violation {
  return { pointer: "", keyword: "depth", expected: "a value that can be judged to its end", found: foundType(value) };
}

function violation(root: Location, value: unknown, error: ErrorObject): Violation {
  const tokens = placeOf(error);
  return {
    pointer: shownPointer(root, value, tokens),
    keyword: error.keyword,
    expected: expectation(error),
    // A rule about a name is broken by the name, which is a text.
    found: error.propertyName === undefined ? foundType(resolvePointer(value, tokens)) : "string",
  };
}

/** ajv points at the object that lacks or has a property, or has a wrong one; the fault stands at the property itself. */
function placeOf({ keyword, instancePath, params, propertyName }: ErrorObject): string[] {
  const tokens = splitPointer(instancePath);
  if (keyword === "discriminator") return [...tokens, String(params.tag)];
  const name = params.missingProperty ?? params.additionalProperty ?? params.propertyName ?? propertyName;
  return typeof name === "string" ? [...tokens, name] : tokens;
}
