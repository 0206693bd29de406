import type { JsonSchema, JsonValue } from "@insaka/schema";
import { Ajv } from "ajv";

/** What is wrong with an instance, and where. */
export interface Fault {
  readonly keyword: string;
  /** A JSON pointer. */
  readonly instancePath: string;
  readonly missingProperty?: string;
}

/** Tells every fault of an instance by plain JSON Schema; formats are annotations. */
export type Validate = (value: JsonValue) => readonly Fault[];

/** @throws Error for a schema that ajv does not compile */
export function validatorOf(schema: JsonSchema): Validate {
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    validateFormats: false,
    validateSchema: false,
    inlineRefs: false,
    // `constructor` is not a property of every object.
    ownProperties: true,
  });
  const validate = ajv.compile(schema);
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map(({ keyword, instancePath, params }) => ({
      keyword,
      instancePath,
      ...(keyword === "required" ? { missingProperty: String(params.missingProperty) } : {}),
    }));
  };
}
