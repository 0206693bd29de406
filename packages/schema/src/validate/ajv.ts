import { Ajv, type Options, type ValidateFunction } from "ajv";
import { formatChecks } from "../formats.js";
import type { JsonSchema } from "../json.js";
import { compileMatcher } from "../pattern/compile-matcher.js";
import { SchemaError } from "../schema-error.js";
import { namesInherited } from "./inherited-names.js";
import { prepareSchema } from "./prepare-schema.js";
import { surelyDraft07 } from "./surely-draft-07.js";
import { withQuickLengths } from "./text-length.js";

/** ajv asks for the source text of the function only when it writes standalone code, which nobody does here. */
const regExp = Object.assign((pattern: string) => compileMatcher(pattern), { code: "compileMatcher" });

const options: Options = {
  strict: false,
  logger: false,
  // Shared references become functions: ten times less code than inlining them.
  inlineRefs: false,
  ignoreKeywordsWithRef: true,
  // Only `discriminated` writes one that ajv sees.
  discriminator: true,
  validateSchema: false,
  formats: { ...formatChecks },
  // Three times as fast to compile, and the functions are as fast: what it leaves out of their text, the engine leaves out as well.
  code: { regExp, optimize: false },
};

let judge: Ajv | undefined;

/** Compiling costs milliseconds, and the views of one schema need the same function. A schema is readonly. */
const compiled = new WeakMap<object, ValidateFunction>();

/**
 * Compiles a schema with ajv, once for each schema object.
 * @throws SchemaError with the reason for a schema that draft-07 does not allow or that refers to nothing.
 */
export function compileWithAjv(schema: JsonSchema): ValidateFunction {
  if (typeof schema === "boolean") return compile(schema);
  const known = compiled.get(schema) ?? compile(schema);
  compiled.set(schema, known);
  return known;
}

/** No document can call a schema so. */
const TYPES = "insaka:types";

/** @throws SchemaError for a schema that draft-07 does not allow */
export function demandDraft07(schema: JsonSchema): void {
  checkAgainstDraft07(prepareSchema(schema));
}

/**
 * Compiles schemas that refer to the same types, each type once.
 * @param types - by name; a schema refers to them, and they to each other, as `#/definitions/<name>`
 * @returns a function that compiles one schema; it throws as `compileWithAjv` does, but not for what is wrong with a type
 */
export function compileWithTypes(types: ReadonlyMap<string, JsonSchema>): (schema: JsonSchema) => ValidateFunction {
  const refer = (ref: string): string => (ref.startsWith("#/definitions/") ? `${TYPES}${ref}` : ref);
  // Whether a type speaks of an inherited name is not asked: its schemas are compiled for a few messages, not for millions.
  const ajv = withQuickLengths(new Ajv({ ...options, meta: false, ownProperties: true }));
  const definitions = Object.fromEntries([...types].map(([name, type]) => [name, prepareSchema(type)]));
  ajv.addSchema({ $id: TYPES, definitions });
  return (schema) =>
    told(() => {
      const prepared = prepareSchema(schema, refer);
      checkAgainstDraft07(prepared);
      return ajv.compile(prepared);
    });
}

function compile(schema: JsonSchema): ValidateFunction {
  return told(() => {
    const prepared = prepareSchema(schema);
    // A plain schema takes a look: draft-07's own, compiled, is a quarter of a megabyte that most processes can do without.
    if (!surelyDraft07(schema)) checkAgainstDraft07(prepared);
    // One instance a schema: an `$id` in one document must not collide with the same `$id` in another. Without the meta-schemas that
    // nothing here refers to, an instance costs a tenth.
    const ajv = new Ajv({ ...options, meta: false, ownProperties: namesInherited(prepared) });
    return withQuickLengths(ajv).compile(prepared);
  });
}

function told(work: () => ValidateFunction): ValidateFunction {
  try {
    return work();
  } catch (error) {
    if (error instanceof SchemaError) throw error;
    if (error instanceof RangeError) {
      throw new SchemaError("the schema has too many properties or nests too deeply to be compiled", { cause: error });
    }
    throw new SchemaError(error instanceof Error ? error.message : "the schema does not compile", { cause: error });
  }
}

function checkAgainstDraft07(schema: JsonSchema): void {
  judge ??= new Ajv({ ...options, allErrors: false });
  if (judge.validateSchema(schema) === true) return;
  const error = judge.errors?.[0];
  const detail = error?.params.allowedValues ?? error?.params.type;
  const wanted = detail === undefined ? "" : ` (${Array.isArray(detail) ? detail.join(", ") : String(detail)})`;
  throw new SchemaError(`not a draft-07 schema at "${error?.instancePath}": it ${error?.message}${wanted}`);
}
