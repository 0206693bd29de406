import type { Regex } from "./regex-tree.js";

/** A set of texts: what may still follow. Terms are made by {@link TermTable} only, so equal terms are one object. */
export type Term = { readonly id: number } & (
  | { readonly kind: "none" | "every" | "empty" }
  /** A match of the expression, then a text of `then`. */
  | { readonly kind: "step"; readonly regex: Regex; readonly then: Term }
  | { readonly kind: "both" | "either"; readonly parts: readonly Term[] }
  | { readonly kind: "not"; readonly of: Term }
);

/** Without its number. */
type Draft<T> = T extends Term ? Omit<T, "id"> : never;

/** Makes terms, each once, in a normal form: that is what makes the automaton finite. */
export class TermTable {
  readonly #terms: Map<string, Term> = new Map();
  readonly #numbers: Map<Regex, number> = new Map();
  readonly #repeats: Map<string, Regex> = new Map();
  readonly none: Term = this.#intern("none", { kind: "none" });
  readonly every: Term = this.#intern("every", { kind: "every" });
  /** The text of no character. */
  readonly empty: Term = this.#intern("empty", { kind: "empty" });

  #intern(key: string, draft: Draft<Term>): Term {
    const known = this.#terms.get(key);
    if (known !== undefined) return known;
    const made = { ...draft, id: this.#terms.size } as Term;
    this.#terms.set(key, made);
    return made;
  }

  /** The number of an expression: equal for the same object only. */
  numberOf(regex: Regex): number {
    const number = this.#numbers.get(regex) ?? this.#numbers.size;
    this.#numbers.set(regex, number);
    return number;
  }

  /** A repetition with other counts, one object for the same counts. */
  repeat(of: Regex, min: number, max: number): Regex {
    const key = `${this.numberOf(of)} ${min} ${max}`;
    const made = this.#repeats.get(key) ?? { kind: "repeat", of, min, max };
    this.#repeats.set(key, made);
    return made;
  }

  step(regex: Regex, then: Term): Term {
    if (then === this.none) return then;
    if (regex.kind === "sequence") return regex.parts.reduceRight((after, part) => this.step(part, after), then);
    if (regex.kind === "repeat" && regex.max === 0) return then;
    // What follows may be anything: a run of any characters before it adds nothing.
    if (then === this.every && regex.kind === "repeat" && regex.min === 0) return then;
    return this.#intern(`step ${this.numberOf(regex)} ${then.id}`, { kind: "step", regex, then });
  }

  not(of: Term): Term {
    if (of === this.none) return this.every;
    if (of === this.every) return this.none;
    if (of.kind === "not") return of.of;
    return this.#intern(`not ${of.id}`, { kind: "not", of });
  }

  both(terms: readonly Term[]): Term {
    return this.#junction("both", terms, this.every, this.none);
  }

  either(terms: readonly Term[]): Term {
    return this.#junction("either", terms, this.none, this.every);
  }

  #junction(kind: "both" | "either", terms: readonly Term[], unit: Term, zero: Term): Term {
    const parts = new Set<Term>();
    for (const term of terms) {
      for (const part of term.kind === kind ? term.parts : [term]) {
        if (part === zero) return zero;
        if (part !== unit) parts.add(part);
      }
    }
    for (const part of parts) if (part.kind === "not" && parts.has(part.of)) return zero;
    const [only] = parts;
    if (only === undefined) return unit;
    if (parts.size === 1) return only;
    const sorted = [...parts].sort((a, b) => a.id - b.id);
    return this.#intern(`${kind} ${sorted.map(({ id }) => id).join(",")}`, { kind, parts: sorted });
  }
}
