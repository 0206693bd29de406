import { visibleText } from "../visible-text.js";

/** Shows nothing, and keeps GitHub from taking what stands on both sides of it for a link, a ping or a reference. */
const nothing = "&#8203;";

/** What GitHub links although Markdown would not: addresses, names after `@`, numbers after `#` or `GH-`. */
const linked = ":(?=\\/\\/)|www\\.|GH-(?=\\d)|@|#";

const inText = new RegExp(`${linked}|[\\\\\`*_{}[\\]<>|~$&!^=]`, "gi");
const inHtml = new RegExp(`${linked}|[&<>"]`, "gi");
const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/**
 * A text from a document as words of a Markdown paragraph, list item or cell on one line: no formatting, no HTML, no link, no
 * ping, no reference to an issue.
 */
export function markdownText(text: string): string {
  return visibleText(shortened(text)).replace(inText, (found) => unlinked(found) ?? `\\${found}`);
}

/** The same inside of an HTML element, where Markdown's escapes mean nothing. */
export function markdownHtml(text: string): string {
  return visibleText(shortened(text)).replace(inHtml, (found) => unlinked(found) ?? entities[found] ?? found);
}

/** A text as it stands, in a code span; nothing in it is linked or pings. Not for tables, where a bar ends even this. */
export function markdownCode(text: string): string {
  const shown = visibleText(shortened(text));
  const fence = fenceFor(shown, 1);
  const padded = shown.trim() === "" || /^[` ]|[` ]$/.test(shown) ? ` ${shown} ` : shown;
  return `${fence}${padded}${fence}`;
}

/** Lines in a block of code, fenced by more backticks than they hold. */
export function markdownBlock(language: string, lines: readonly string[]): string {
  const fence = fenceFor(lines.join("\n"), 3);
  return [`${fence}${language}`, ...lines, fence].join("\n");
}

/** No name or sentence takes the room of everything else. */
export function shortened(text: string, length = 500): string {
  // A cut may fall inside a surrogate pair; half a character is none.
  return text.length <= length ? text : `${text.slice(0, length).replace(/[\ud800-\udbff]$/, "")}...`;
}

function unlinked(found: string): string | undefined {
  if (found === "@" || found === "#" || found === ":") return `${found}${nothing}`;
  return found.length > 1 ? `${found.slice(0, -1)}${nothing}${found.slice(-1)}` : undefined;
}

function fenceFor(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}
