import { compileValidator, type JsonSchema, type JsonValue } from "@insaka/schema";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { median } from "../report/quantile.js";

/** Validations a second of one payload; ours and ajv's with the full formats of ajv-formats, alternately. */
export interface ValidatorRates {
  readonly message: string;
  readonly bytes: number;
  readonly rounds: number;
  readonly ours: number;
  readonly ajvFormatsFull: number;
  /** Ours by theirs: the median of the rounds. */
  readonly ratio: number;
}

/** How much is validated. */
export interface ValidatorPlan {
  readonly rounds: number;
  readonly validations: number;
}

/** Times a payload that both take. */
export function timeValidators(
  message: string,
  schema: JsonSchema,
  payload: JsonValue,
  { rounds, validations }: ValidatorPlan,
): ValidatorRates {
  const ajv = new Ajv({ strict: false, validateSchema: false });
  addFormats.default(ajv, { mode: "full" });
  const theirs = ajv.compile(schema);
  const ours = compileValidator(schema);
  if (theirs(payload) !== true || ours(payload).length > 0) throw new Error(`${message}: the payload is not valid`);
  const rate = (validate: () => void): number => {
    const began = performance.now();
    for (let count = 0; count < validations; count += 1) validate();
    return validations / ((performance.now() - began) / 1000);
  };
  const pairs = Array.from(
    { length: rounds + 1 },
    () => [rate(() => ours(payload)), rate(() => theirs(payload))] as const,
  );
  // The first is for the engine to get to know them.
  const counted = pairs.slice(1);
  return {
    message,
    bytes: Buffer.byteLength(JSON.stringify(payload)),
    rounds,
    ours: median(counted.map(([one]) => one)),
    ajvFormatsFull: median(counted.map(([, other]) => other)),
    ratio: median(counted.map(([one, other]) => one / other)),
  };
}
