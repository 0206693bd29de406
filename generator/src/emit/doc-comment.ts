/** Control and format characters: they show as nothing, or reorder what is read. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * Lines as a documentation comment with a line break at its end; nothing for no lines. Text from documents cannot end the
 * comment, nor begin a tag of its own.
 * @param indent - how deep the comment stands, in levels
 */
export function docComment(paragraphs: readonly string[], indent = 0): string {
  const lines = paragraphs.flatMap(toLines);
  if (lines.length === 0) return "";
  const margin = "  ".repeat(indent);
  if (lines.length === 1) return `${margin}/** ${lines[0]} */\n`;
  return `${margin}/**\n${lines.map((line) => `${margin} * ${line}`.trimEnd()).join("\n")}\n${margin} */\n`;
}

/** The text of a documented thing; `deprecated` becomes the tag that editors strike names through for. */
export function describe(description: unknown, deprecated = false): readonly string[] {
  const text = typeof description === "string" ? description.trim() : "";
  return [...(text === "" ? [] : [text]), ...(deprecated ? ["@deprecated"] : [])];
}

function toLines(paragraph: string): readonly string[] {
  const ours = /^@deprecated\b/.test(paragraph);
  return paragraph
    .replaceAll("*/", "*\\/")
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.replaceAll("\t", "  ").replace(invisible, ""))
    .map((line) => (ours ? line : line.replace(/^(\s*)@/, "$1\\@")).trimEnd());
}
