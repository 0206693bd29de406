import { compileJudge, type JsonValue } from "@insaka/schema";
import type { Draft } from "./dialect.js";
import { matchesPattern } from "./language/matches-pattern.js";
import { narrowSchema } from "./narrow-schema.js";

/** Compiling costs more than all else, and a schema is asked about again and again. */
const compiled: Map<Draft, WeakMap<object, (value: JsonValue) => boolean>> = new Map();

/** Asks ajv. Patterns on which its backtracking could take for ever are matched by automata. */
export function judgeByAjv(schema: unknown, value: JsonValue, draft: Draft): boolean {
  if (typeof schema !== "object" || schema === null) return schema === true;
  const known = compiled.get(draft) ?? new WeakMap<object, (value: JsonValue) => boolean>();
  compiled.set(draft, known);
  const narrow = narrowSchema(schema, value);
  const judge = known.get(narrow) ?? compileJudge(narrow, draft, matchesPattern);
  known.set(narrow, judge);
  return judge(value);
}
