/** A part of a page: prose, or a fenced block with its language and what it is called. */
export type Part =
  | { readonly kind: "prose"; readonly text: string }
  | {
      readonly kind: "block";
      /** The line of its opening fence, from 1. */
      readonly line: number;
      readonly language: string;
      /** The file that it is, from the line above it: a path in backticks and a colon. */
      readonly path: string | undefined;
      readonly text: string;
    };

const FENCE = /^```/;
const NAME = /^`([^`]+)`:$/;

/** Takes a page apart. Nothing is lost: {@link joinPage} gives the same text. */
export function splitPage(page: string): readonly Part[] {
  const parts: Part[] = [];
  let prose: string[] = [];
  const lines = page.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const opening = lines[at] ?? "";
    if (!FENCE.test(opening)) {
      prose.push(opening);
      continue;
    }
    const end = lines.indexOf("```", at + 1);
    if (end === -1) throw new Error(`line ${at + 1}: this block has no end`);
    const path = NAME.exec(prose.findLast((line) => line.trim() !== "") ?? "")?.[1];
    parts.push({ kind: "prose", text: prose.map((line) => `${line}\n`).join("") });
    const text = lines.slice(at + 1, end).map((line) => `${line}\n`);
    parts.push({ kind: "block", line: at + 1, language: opening.slice(3), path, text: text.join("") });
    prose = [];
    at = end;
  }
  return [...parts, { kind: "prose", text: prose.join("\n") }];
}

/** The page again. */
export function joinPage(parts: readonly Part[]): string {
  return parts
    .map((part) => (part.kind === "prose" ? part.text : `\`\`\`${part.language}\n${part.text}\`\`\`\n`))
    .join("");
}
