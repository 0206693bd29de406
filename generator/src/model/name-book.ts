import type { Mode } from "../read/plan.js";

/** How to name something whose name is taken, or makes no name at all. */
export interface Naming {
  /** What it is called where its own name has no letter or digit. */
  readonly fallback: string;
  /** A word that is added before numbers are. */
  readonly suffix?: string;
  /** Every name that a text makes, each with its scope before it: `export Money`, `file types money`. Empty texts are no names. */
  readonly forms: (text: string) => readonly string[];
}

/**
 * Gives each thing a text of its own to make its names from.
 *
 * In our own documents two things that want one name are a mistake, which the check for collisions reports. Documents that know
 * nothing of us were written without our names in mind: there a number tells them apart.
 */
export class NameBook {
  readonly #mode: Mode;
  readonly #taken = new Set<string>();

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  /** The text whose names are free, and are from now on taken: the one that is wanted, or else one close to it. */
  claim(wanted: string, { fallback, suffix, forms }: Naming): string {
    if (this.#mode === "house") return wanted;
    const base = forms(wanted).some((name) => name.endsWith(" ")) ? fallback : cut(wanted);
    const numbered = suffix === undefined ? base : `${base} ${suffix}`;
    let text = base;
    for (let number = suffix === undefined ? 2 : 1; forms(text).some((name) => this.#taken.has(name)); number += 1) {
      text = number === 1 ? numbered : `${numbered} ${number}`;
    }
    for (const name of forms(text)) this.#taken.add(name);
    return text;
  }
}

/** Bytes of a text that a name is made of: with what else a file's name has, it stays below what file systems take. */
const longest = 180;

function cut(text: string): string {
  let [end, bytes] = [0, 0];
  for (const char of text) {
    bytes += Buffer.byteLength(char);
    if (bytes > longest) return text.slice(0, end);
    end += char.length;
  }
  return text;
}
