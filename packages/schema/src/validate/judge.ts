import { Ajv, type Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonValue } from "../json.js";
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
  validateFormats: false,
  // Kept schemas would never be let go.
  addUsedSchema: false,
};

/**
 * Compiles a schema of any draft to a plain yes or no. `format` is an annotation. Unlike a message's validator it tells no
 * faults, and it does not check the schema against its draft.
 * @param matches decides patterns: whether the expression matches somewhere in the text
 * @throws SchemaError for a schema that cannot be compiled
 */
export function compileJudge(
  schema: object,
  draft: JudgedDraft,
  matches: (pattern: string, text: string) => boolean,
): (value: JsonValue) => boolean {
  const regExp = (pattern: string) => ({ test: (text: string) => matches(pattern, text) });
  const all: Options = {
    ...options,
    ownProperties: namesInherited(schema),
    ignoreKeywordsWithRef: draft.startsWith("draft"),
    code: { regExp: Object.assign(regExp, { code: "regExp" }) },
  };
  try {
    const validate = judgeOf(draft, all).compile(draft.startsWith("draft") ? inDraft07Words(schema, draft) : schema);
    return (value) => validate(value) === true;
  } catch (error) {
    throw new SchemaError(error instanceof Error ? error.message : "the schema does not compile", { cause: error });
  }
}

function judgeOf(draft: JudgedDraft, all: Options): Ajv | Ajv2019 | Ajv2020 {
  if (draft === "2020-12") return new Ajv2020(all);
  return draft === "2019-09" ? new Ajv2019(all) : new Ajv(all);
}
