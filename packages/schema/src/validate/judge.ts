import { Ajv, type Options } from "ajv";
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
    const ajv = judgeOf(draft, all);
    if (draft.startsWith("draft")) addMetaschemas(ajv, schema);
    const validate = ajv.compile(draft.startsWith("draft") ? inDraft07Words(schema, draft) : schema);
    return (value) => validate(value) === true;
  } catch (error) {
    throw new SchemaError(error instanceof Error ? error.message : "the schema does not compile", { cause: error });
  }
}

/** The drafts' own schemas, where the schema refers to one. */
function addMetaschemas(ajv: Ajv | Ajv2019 | Ajv2020, schema: object): void {
  const text = JSON.stringify(schema);
  for (const [uri, { draft, schema: own }] of Object.entries(metaschemas)) {
    if (!text.includes(uri) || ajv.getSchema(uri) !== undefined || typeof own === "boolean") continue;
    ajv.addSchema(inDraft07Words(own, draft), uri);
  }
}

function judgeOf(draft: JudgedDraft, all: Options): Ajv | Ajv2019 | Ajv2020 {
  if (draft === "2020-12") return new Ajv2020(all);
  return draft === "2019-09" ? new Ajv2019(all) : new Ajv(all);
}
