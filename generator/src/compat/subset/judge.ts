import type { JsonValue } from "@insaka/schema";
import { compileJudge } from "@insaka/schema/judge";
import { comparedFormats } from "./format-words.js";
import { matchesPattern } from "./language/matches-pattern.js";
import { narrowSchema } from "./narrow-schema.js";
import type { Judge } from "./verdict.js";

/** Compiling costs more than all else, and a schema is asked about again and again. */
const compiled: Map<string, WeakMap<object, (value: JsonValue) => boolean>> = new Map();

/** Asks ajv. Patterns on which its backtracking could take for ever are matched by automata. */
export const judgeByAjv: Judge = (schema, value, draft, assertsFormats) => {
  if (typeof schema !== "object" || schema === null) return schema === true;
  const key = `${draft} ${assertsFormats}`;
  const known = compiled.get(key) ?? new WeakMap<object, (value: JsonValue) => boolean>();
  compiled.set(key, known);
  const narrow = narrowSchema(schema, value);
  const judge =
    known.get(narrow) ??
    compileJudge(narrow, draft, { matches: matchesPattern, formats: assertsFormats ? comparedFormats : {} });
  known.set(narrow, judge);
  return judge(value);
};
