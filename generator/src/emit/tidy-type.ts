import { describe, docComment } from "./doc-comment.js";
import { propertyKey } from "./literal.js";
import type { Placeholders } from "./normalise/normalise.js";
import { dropOuterBrackets, readonlyArrays } from "./type-text.js";

/**
 * Turns the raw text of json-schema-to-typescript into the text of our file: readonly, indented, with the document's names,
 * types and comments in the place of the placeholders. The raw text has none of the document's words in it, so each of its
 * lines is one of a few forms; whatever is the document's comes in last.
 */
export function tidyType(raw: string, standIn: string, name: string, placeholders: Placeholders): string {
  // The only comments are the tool's own, about patterns.
  const [head = "", ...lines] = dropOuterBrackets(readonlyArrays(raw.replace(/\/\*\*[\s\S]*?\*\/\n?/g, "")))
    .split("\n")
    .filter((line) => line.trim() !== "");
  const isInterface = head.startsWith("export interface");
  const declared = isInterface
    ? head.replace(`export interface ${standIn} `, `export interface ${name} `)
    : expand(head.replace(`export type ${standIn} = `, `export type ${name} = `), placeholders);
  let depth = head.endsWith("{") ? 1 : 0;
  const out = [declared + ending(head, 0, isInterface && depth === 0)];
  for (const line of lines) {
    if (/^[)}\]]/.test(line)) depth -= 1;
    out.push(tidyLine(line, depth, placeholders) + ending(line, depth, isInterface));
    if (line.endsWith("{")) depth += 1;
  }
  return `${out.join("\n")}\n`;
}

function ending(line: string, depth: number, isInterface: boolean): string {
  if (line.endsWith("{")) return "";
  return depth === 0 && isInterface ? "" : ";";
}

function tidyLine(line: string, depth: number, placeholders: Placeholders): string {
  const margin = "  ".repeat(depth);
  const [, key = "", optional = ""] = /^(k_\d+_)(\??): /.exec(line) ?? [];
  const member = placeholders.keys.get(key);
  if (member !== undefined) {
    const { schema, name } = member;
    const comment =
      typeof schema === "boolean" ? { text: [] } : describe(schema.description, schema.deprecated === true);
    const rest = expand(line.slice(key.length + optional.length), placeholders);
    return `${docComment(comment, depth)}${margin}readonly ${propertyKey(name)}${optional}${rest}`;
  }
  const text = expand(line, placeholders);
  return line.startsWith("[k: string]") ? `${margin}readonly ${text}` : `${margin}${text}`;
}

/** Puts our types in. A union needs brackets where an operator that binds more tightly stands beside it. */
function expand(text: string, placeholders: Placeholders): string {
  return text.replace(/T_\d+_/g, (found, offset: number) => {
    const type = placeholders.types.get(found) ?? found;
    const bound = /^(?:\[| &)/.test(text.slice(offset + found.length)) || text.slice(0, offset).endsWith("& ");
    return bound && type.includes(" | ") ? `(${type})` : type;
  });
}
