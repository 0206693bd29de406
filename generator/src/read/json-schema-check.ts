import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { joinPointer } from "./node.js";

/** One way in which a document or the config breaks its format. */
export interface FormatProblem {
  /** Pointer to the value at fault, or to the unknown key itself. */
  readonly pointer: string;
  readonly message: string;
  /** The key that is not known, where that is the fault. */
  readonly unknownKey?: string;
}

/**
 * Compiles a JSON Schema of a file format (AsyncAPI's, the config's) to a check that names every fault.
 *
 * `@insaka/schema` validates messages and hides unknown names, which may be personal data there. Here the unknown name
 * is a typing error, and the author must see it: that is why this one file of the generator speaks to ajv itself.
 */
export function compileFormatCheck(schema: object): (value: unknown) => readonly FormatProblem[] {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    validateFormats: false,
    inlineRefs: false,
    logger: false,
    // The schemas are not the user's, and are used a few times: checking them and polishing their code costs 100 ms.
    validateSchema: false,
    code: { optimize: false },
  });
  const validate: ValidateFunction = ajv.compile(schema);
  return (value) => (validate(value) ? [] : tellApart(validate.errors ?? []));
}

/** Keywords that only say that something below them failed. */
const echoes: ReadonlySet<string> = new Set(["allOf", "anyOf", "else", "if", "not", "oneOf", "then"]);

function tellApart(errors: readonly ErrorObject[]): readonly FormatProblem[] {
  // "A reference or an object" is everywhere in AsyncAPI; that the object is no reference is never the fault.
  const real = errors.filter((error) => !echoes.has(error.keyword) && error.params.missingProperty !== "$ref");
  const problems = new Map<string, FormatProblem>();
  for (const error of real.length > 0 ? real : errors) {
    const problem = describe(error);
    if (!problems.has(problem.pointer)) problems.set(problem.pointer, problem);
  }
  return [...problems.values()];
}

function describe(error: ErrorObject): FormatProblem {
  const pointer = error.instancePath;
  const where = pointer === "" ? "The file" : `"${pointer.slice(pointer.lastIndexOf("/") + 1)}"`;
  if (error.keyword === "additionalProperties" || error.keyword === "unevaluatedProperties") {
    const key = String(error.params.additionalProperty ?? error.params.unevaluatedProperty);
    return {
      pointer: joinPointer(pointer, key),
      message: `"${key}" is not a key that may stand here.`,
      unknownKey: key,
    };
  }
  if (error.keyword === "required") {
    return { pointer, message: `${where} lacks the key "${String(error.params.missingProperty)}".` };
  }
  if (error.keyword === "enum") {
    const allowed: readonly unknown[] = error.params.allowedValues;
    return { pointer, message: `${where} must be one of ${allowed.map((value) => JSON.stringify(value)).join(", ")}.` };
  }
  if (error.keyword === "const") {
    return { pointer, message: `${where} must be ${JSON.stringify(error.params.allowedValue)}.` };
  }
  return { pointer, message: `${where} ${error.message ?? "is not as its format asks"}.` };
}
