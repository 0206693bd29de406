/** Control and format characters: they show as nothing, or reorder what is read. */
const invisible = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** What a comment says. */
export interface Doc {
  readonly text: readonly string[];
  /** Strikes the name through in editors; the reason, or an empty text for none. */
  readonly deprecated?: string;
}

/**
 * Lines as a documentation comment with a line break at its end; nothing for no lines. Text from documents cannot end the
 * comment, nor begin a tag of its own.
 * @param indent - how deep the comment stands, in levels
 */
export function docComment({ text, deprecated }: Doc, indent = 0): string {
  const tag = deprecated === undefined ? [] : [`@deprecated ${toLines(deprecated).join(" ")}`.trimEnd()];
  const lines = [...text.flatMap(toLines), ...tag];
  if (lines.length === 0) return "";
  const margin = "  ".repeat(indent);
  if (lines.length === 1) return `${margin}/** ${lines[0]} */\n`;
  return `${margin}/**\n${lines.map((line) => `${margin} * ${line}`.trimEnd()).join("\n")}\n${margin} */\n`;
}

/** The comment of a schema or message: its description, where it has one. */
export function describe(description: unknown, deprecated = false): Doc {
  const trimmed = typeof description === "string" ? description.trim() : "";
  const text = trimmed === "" ? [] : [trimmed];
  return deprecated ? { text, deprecated: "" } : { text };
}

function toLines(paragraph: string): readonly string[] {
  return paragraph
    .replaceAll("*/", "*\\/")
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .map((line) => line.replaceAll("\t", "  ").replace(invisible, ""))
    .map((line) => line.replace(/^(\s*)@/, "$1\\@").trimEnd());
}
