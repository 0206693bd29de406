import { compilePattern } from "@insaka/schema";
import { type CharSet, type Concatenation, type Element, JS } from "refa";
import { Undecided } from "../undecided.js";

/** A regular expression without its syntax: what the automaton is made from. */
export type Regex =
  | { readonly kind: "chars"; readonly set: CharSet }
  | { readonly kind: "choice"; readonly options: readonly Regex[] }
  | { readonly kind: "sequence"; readonly parts: readonly Regex[] }
  | { readonly kind: "repeat"; readonly of: Regex; readonly min: number; readonly max: number }
  | { readonly kind: "ahead"; readonly of: Regex; readonly negate: boolean }
  /** `index` counts the look-behinds of the expression; those within another come first. */
  | { readonly kind: "behind"; readonly index: number; readonly negate: boolean };

/** An expression, its look-behinds, and every set of characters that it tells apart. */
export interface ParsedPattern {
  readonly regex: Regex;
  readonly behinds: readonly Regex[];
  readonly sets: readonly CharSet[];
  /** False where only the older syntax accepts the pattern: it then speaks of UTF-16 code units. */
  readonly unicode: boolean;
  /** True where every match begins at the start of the text. */
  readonly anchored: boolean;
}

/**
 * Reads a pattern as ECMA-262 with `u`, else by the older syntax.
 * @throws Undecided for a pattern beyond automata, such as one with back-references
 */
export function parsePattern(source: string): ParsedPattern {
  try {
    const { unicode } = compilePattern(source);
    const parser = JS.Parser.fromLiteral({ source, flags: unicode ? "u" : "" });
    const { expression } = parser.parse({ backreferences: "throw", assertions: "parse", maxNodes: 20_000 });
    const reader = new Reader();
    const regex = reader.choice(expression.alternatives);
    const anchored = expression.alternatives.every(({ elements: [first] }) => first !== undefined && isStart(first));
    return { regex, behinds: reader.behinds, sets: reader.sets, unicode, anchored };
  } catch (error) {
    if (error instanceof Undecided) throw error;
    throw new Undecided(`pattern: ${JSON.stringify(source)} is beyond automata (${(error as Error).message})`);
  }
}

/** `^`: no character of any kind stands before. */
function isStart(element: Element): boolean {
  if (element.type !== "Assertion" || element.kind !== "behind" || !element.negate) return false;
  const [only, ...more] = element.alternatives;
  const [chars, ...rest] = only?.elements ?? [];
  return more.length === 0 && rest.length === 0 && chars?.type === "CharacterClass" && chars.characters.isAll;
}

class Reader {
  readonly behinds: Regex[] = [];
  readonly sets: CharSet[] = [];
  #insideBehind = false;

  choice(alternatives: readonly Concatenation[]): Regex {
    const options = alternatives.map(({ elements }): Regex => {
      const parts = elements.map((element) => this.#element(element));
      return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "sequence", parts };
    });
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: "choice", options };
  }

  #element(element: Element): Regex {
    switch (element.type) {
      case "CharacterClass":
        this.sets.push(element.characters);
        return { kind: "chars", set: element.characters };
      case "Alternation":
        return this.choice(element.alternatives);
      case "Quantifier":
        return { kind: "repeat", of: this.choice(element.alternatives), min: element.min, max: element.max };
      case "Assertion":
        return element.kind === "ahead" ? this.#ahead(element) : this.#behind(element);
      case "Unknown":
        throw new Undecided(`pattern: ${element.id} is beyond automata`);
    }
  }

  #ahead(element: Element & { type: "Assertion" }): Regex {
    if (this.#insideBehind) throw new Undecided("pattern: a look-ahead within a look-behind is beyond this automaton");
    return { kind: "ahead", of: this.choice(element.alternatives), negate: element.negate };
  }

  #behind(element: Element & { type: "Assertion" }): Regex {
    const outside = this.#insideBehind;
    this.#insideBehind = true;
    const of = this.choice(element.alternatives);
    this.#insideBehind = outside;
    this.behinds.push(of);
    return { kind: "behind", index: this.behinds.length - 1, negate: element.negate };
  }
}
