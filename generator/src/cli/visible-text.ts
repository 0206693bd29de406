/**
 * What a terminal, an XML parser or a reader's eye would take for something else than a letter: control characters, lone halves
 * of surrogate pairs, separators of lines, marks that turn the direction of writing, and what Unicode says is no character. The
 * two joiners are left: emoji and many scripts need them.
 */
const treacherous = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** Most texts: asking this first is many times faster than looking each letter up in Unicode's classes. */
const harmless = /^[ -~]*$/;
const harmlessLines = /^[ -~\n]*$/;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text from a document on one line that does nothing but be read: `\u001b` stands for what would have been an escape. */
export function visibleText(text: string): string {
  return harmless.test(text) ? text : text.replace(treacherous, (found) => short[found] ?? escaped(found));
}

/**
 * JSON that means the same value and has none of these characters raw, but the line breaks of the indentation.
 * @param indent - spaces for each level; 0 puts all on one line
 */
export function visibleJson(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent);
  if (harmlessLines.test(text)) return text;
  return text.replace(treacherous, (found) => (found === "\n" ? found : escaped(found)));
}

/** In JSON's notation, which gives a character beyond the first 65,536 as two halves. */
function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
    .join("");
}
