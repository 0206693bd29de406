import { visibleText } from "./visible-text.js";

/** What GitHub shows at a place in a pull request. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly title: string;
  /** May have several lines. */
  readonly message: string;
}

/** The line that GitHub's runner takes for an annotation, without a line break. */
export function workflowCommand(annotation: Annotation): string {
  const { level, file, line, column, endLine, title } = annotation;
  const place = [
    ["file", file],
    ["line", line],
    ["col", column],
    ["endLine", endLine],
    ["title", title],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(String(value))}`]));
  const message = annotation.message.split("\n").map(visibleText).join("\n");
  return `::${level} ${place.join(",")}::${escaped(message)}`;
}

/** A workflow command ends at a line break, and its properties at a comma or colon. */
function escaped(value: string): string {
  return value.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(value: string): string {
  return escaped(visibleText(value)).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
