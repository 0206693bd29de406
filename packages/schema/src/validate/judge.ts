import { Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonValue } from "../json.js";
import { metaschemas } from "../metaschemas/metaschemas.js";
import { SchemaError } from "../schema-error.js";
import { inDraft07Words } from "./draft-07-words.js";
import { namesInherited } from "./inherited-names.js";

/** A draft of JSON Schema that a judge reads. */
export type JudgedDraft = "draft-04" | "draft-06" | "draft-07" | "2019-09" | "2020-12";

const options: Options = {
  strict: false,
  logger: false,
  inlineRefs: false,
  validateSchema: false,
  // Reading the drafts' own schemas takes longer than all the rest; they are added where they are referred to.
  meta: false,
  messages: false,
};

/** How a judge decides what ajv leaves to others. */
export interface JudgeOptions {
  /** Whether an expression matches somewhere in a text. */
  readonly matches: (pattern: string, text: string) => boolean;
  /** Formats that are asserted; a format that is not listed is an annotation. */
  readonly formats?: { readonly [format: string]: (text: string) => boolean };
}

/**
 * Compiles a schema of any draft to a plain yes or no. Unlike a message's validator it tells no
 * faults, and it does not check the schema against its draft.
 * @throws SchemaError for a schema that cannot be compiled
 */
export function compileJudge(
  schema: object,
  draft: JudgedDraft,
  { matches, formats = {} }: JudgeOptions,
): (value: JsonValue) => boolean {
  // ajv tells expressions apart by their text.
  const regExp = (pattern: string) => ({
    test: (text: string) => matches(pattern, text),
    toString: () => JSON.stringify(pattern),
  });
  const all: Options = {
    ...options,
    formats,
    ownProperties: namesInherited(schema),
    ignoreKeywordsWithRef: draft.startsWith("draft"),
    code: { optimize: false, regExp: Object.assign(regExp, { code: "regExp" }) },
  };
  try {
    const validate = compileWith(all, draft.startsWith("draft") ? inDraft07Words(schema, draft) : schema, draft);
    return (value) => validate(value) === true;
  } catch (error) {
    throw new SchemaError(error instanceof Error ? error.message : "the schema does not compile", { cause: error });
  }
}

/** Compiles, with the drafts' own schemas where the schema refers to one that it does not bring along. */
function compileWith(
  all: Options,
  schema: object,
  draft: JudgedDraft,
  added: readonly string[] = [],
): ValidateFunction {
  const ajv = judgeOf(draft, all);
  for (const uri of added) {
    const entry = metaschemas[uri];
    if (typeof entry?.schema === "object") ajv.addSchema(inDraft07Words(entry.schema, entry.draft), uri);
  }
  try {
    return ajv.compile(schema);
  } catch (error) {
    const missing = error instanceof Ajv.MissingRefError ? error.missingSchema : "";
    if (!Object.hasOwn(metaschemas, missing) || added.includes(missing)) throw error;
    return compileWith(all, schema, draft, [...added, missing]);
  }
}

function judgeOf(draft: JudgedDraft, all: Options): Ajv | Ajv2019 | Ajv2020 {
  if (draft === "2020-12") return new Ajv2020(all);
  return draft === "2019-09" ? new Ajv2019(all) : new Ajv(all);
}
