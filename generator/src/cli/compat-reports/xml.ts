import { visibleText } from "../visible-text.js";

/** An element: its attributes, and either elements or text in it. An attribute that is `undefined` is left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly children?: readonly XmlElement[];
  /** Its lines; what XML takes in no form is shown as `\u001b`. */
  readonly lines?: readonly string[];
}

/** An XML 1.0 document, two spaces for each level. */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, "")}`;
}

function element({ name, attributes = {}, children = [], lines = [] }: XmlElement, indent: string): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const start = `${indent}<${name}${given.map(([key, value]) => ` ${key}="${escaped(String(value))}"`).join("")}`;
  if (lines.length > 0) return `${start}>${lines.map(escaped).join("\n")}</${name}>\n`;
  if (children.length === 0) return `${start}/>\n`;
  return `${start}>\n${children.map((child) => element(child, `${indent}  `)).join("")}${indent}</${name}>\n`;
}

function escaped(text: string): string {
  return visibleText(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
