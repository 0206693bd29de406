import { isComparedFormat } from "./format-words.js";
import type { Context, SchemaObject } from "./keyword-context.js";
import { countOf, shown } from "./keyword-values.js";
import { expressionOf } from "./language/patterns.js";
import type { Node } from "./node.js";
import { Undecided } from "./undecided.js";

/** A pattern longer than this is not read. */
const LONGEST_PATTERN = 20_000;

/** `minLength`, `maxLength`, `pattern` and `format`. */
export function stringNodes(schema: SchemaObject, { table, format }: Context): Node[] {
  const nodes: Node[] = [];
  const least = countOf(schema, "minLength");
  const most = countOf(schema, "maxLength");
  if (least !== undefined) nodes.push(table.least("min-length", least));
  if (most !== undefined) nodes.push(table.most("max-length", most));
  if (schema.pattern !== undefined) nodes.push(table.pattern("matches", checkedPattern(schema.pattern, "pattern")));
  if (isComparedFormat(schema.format)) nodes.push(format(schema.format));
  return nodes;
}

/** @throws Undecided for what is not a regular expression */
export function checkedPattern(pattern: unknown, keyword: string): string {
  if (typeof pattern !== "string") throw new Undecided(`${keyword}: ${shown(pattern)} is not a text`);
  if (pattern.length > LONGEST_PATTERN) {
    throw new Undecided(`${keyword}: a pattern of ${pattern.length} characters is longer than ${LONGEST_PATTERN}`);
  }
  try {
    expressionOf(pattern);
  } catch {
    throw new Undecided(`${keyword}: ${shown(pattern)} is not a regular expression`);
  }
  return pattern;
}
