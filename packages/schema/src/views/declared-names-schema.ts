import type { JsonSchema } from "../json.js";

/** The names that these names and patterns declare, as a schema for names. */
export function namesSchema(names: readonly string[], patterns: readonly string[]): JsonSchema {
  const ways: JsonSchema[] = names.length === 0 ? [] : [{ enum: names }];
  ways.push(...patterns.map((pattern) => ({ pattern })));
  const [first = false, ...more] = ways;
  return more.length === 0 ? first : { anyOf: ways };
}
