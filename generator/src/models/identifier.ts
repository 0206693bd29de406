import { words } from "../model/naming.js";

/** How a language writes its names. */
export type NameStyle = "camel" | "pascal" | "snake" | "screaming";

/** What names of one kind are like. */
export interface NameRules {
  readonly style: NameStyle;
  /** What means something to the language. */
  readonly reserved: ReadonlySet<string>;
}

/** A name of a document as a name of a language that nothing else there has. */
export function identifier(
  name: string,
  { style, reserved }: NameRules,
  isTaken: (candidate: string) => boolean,
): string {
  const plain = withLetterFirst(join(words(name), style), style);
  const base = reserved.has(plain) ? join([...words(plain), "value"], style) : plain;
  let candidate = base;
  for (let number = 2; isTaken(candidate); number += 1) candidate = `${base}${style === "pascal" ? "" : "_"}${number}`;
  return candidate;
}

function join(parts: readonly string[], style: NameStyle): string {
  const lower = parts.map((word) => word.toLowerCase());
  if (style === "snake") return lower.join("_");
  if (style === "screaming") return lower.join("_").toUpperCase();
  const capitals = lower.map(capitalised).join("");
  return style === "pascal" ? capitals : `${capitals.slice(0, 1).toLowerCase()}${capitals.slice(1)}`;
}

/** The first letter large. */
export function capitalised(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}

/** What begins with a digit, or with a letter of a script without capitals, gets a letter before it: Go keeps all else to itself. */
function withLetterFirst(text: string, style: NameStyle): string {
  if (text === "") return join(["value"], style);
  const fine = style === "pascal" || style === "screaming" ? /^\p{Lu}/u : /^\p{L}/u;
  return fine.test(text) ? text : join(["n"], style) + (style === "snake" ? "_" : "") + text;
}
