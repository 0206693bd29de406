import type { Regex } from "./regex-tree.js";
import type { Term, TermTable } from "./term.js";

/** Which look-behinds hold at a place in a text. */
export type Behind = readonly boolean[];

/**
 * Derivatives: what may still follow once a character has been read (Brzozowski 1964), extended to assertions. A look-ahead is
 * an intersection with what follows it, so every look-ahead is exact, wherever it stands.
 */
export class Derivation {
  readonly #table: TermTable;
  readonly #known: Map<string, Term> = new Map();
  /** Repetitions that are being entered without a character read: `step` terms, with the depth at which each began. */
  readonly #entered: Map<Term, number> = new Map();
  /** The outermost of them that was met again since. */
  #metAgain = Number.POSITIVE_INFINITY;
  readonly #spend: (steps: number) => void;

  constructor(table: TermTable, spend: (steps: number) => void) {
    this.#table = table;
    this.#spend = spend;
  }

  derive(term: Term, character: number, behind: Behind): Term {
    switch (term.kind) {
      case "none":
      case "every":
        return term;
      case "empty":
        return this.#table.none;
      case "not":
        return this.#table.not(this.derive(term.of, character, behind));
      case "both":
        this.#spend(3 * term.parts.length);
        return this.#table.both(term.parts.map((part) => this.derive(part, character, behind)));
      case "either":
        this.#spend(3 * term.parts.length);
        return this.#table.either(term.parts.map((part) => this.derive(part, character, behind)));
      case "step":
        return this.#known.get(this.#key(term, character, behind)) ?? this.#step(term, character, behind);
    }
  }

  #key(term: Term, character: number, behind: Behind): string {
    return `${term.id} ${character} ${behind.map(Number).join("")}`;
  }

  #step(term: Term & { kind: "step" }, character: number, behind: Behind): Term {
    if (this.#entered.has(term)) {
      // A round of the repetition that read nothing: it adds no text.
      this.#metAgain = Math.min(this.#metAgain, this.#entered.get(term) ?? 0);
      return this.#table.none;
    }
    this.#spend(2);
    const depth = this.#entered.size;
    const outer = depth === 0 ? Number.POSITIVE_INFINITY : this.#metAgain;
    this.#metAgain = Number.POSITIVE_INFINITY;
    this.#entered.set(term, depth);
    let made: Term;
    try {
      made = this.#through(term.regex, term.then, character, behind);
    } finally {
      this.#entered.delete(term);
    }
    // What was cut short because of an outer repetition holds only within that.
    if (this.#metAgain >= depth) this.#known.set(this.#key(term, character, behind), made);
    this.#metAgain = Math.min(outer, this.#metAgain >= depth ? Number.POSITIVE_INFINITY : this.#metAgain);
    return made;
  }

  #through(regex: Regex, then: Term, character: number, behind: Behind): Term {
    const table = this.#table;
    const next = (term: Term): Term => this.derive(term, character, behind);
    switch (regex.kind) {
      case "chars":
        return regex.set.has(character) ? then : table.none;
      case "choice":
        return table.either(regex.options.map((option) => next(table.step(option, then))));
      case "sequence":
        return next(table.step(regex, then));
      case "repeat": {
        const { of, min, max } = regex;
        const again = next(table.step(of, table.step(table.repeat(of, Math.max(0, min - 1), max - 1), then)));
        return min > 0 ? again : table.either([next(then), again]);
      }
      case "ahead": {
        const ahead = next(table.step(regex.of, table.every));
        return table.both([regex.negate ? table.not(ahead) : ahead, next(then)]);
      }
      case "behind":
        return behind[regex.index] === regex.negate ? table.none : next(then);
    }
  }

  /** True where the text may end here. */
  ends(term: Term, behind: Behind): boolean {
    switch (term.kind) {
      case "none":
        return false;
      case "every":
      case "empty":
        return true;
      case "not":
        return !this.ends(term.of, behind);
      case "both":
        return term.parts.every((part) => this.ends(part, behind));
      case "either":
        return term.parts.some((part) => this.ends(part, behind));
      case "step":
        return matchesNothing(term.regex, behind) && this.ends(term.then, behind);
    }
  }
}

/** True where the expression matches the empty text at the end of the text. */
function matchesNothing(regex: Regex, behind: Behind): boolean {
  switch (regex.kind) {
    case "chars":
      return false;
    case "choice":
      return regex.options.some((option) => matchesNothing(option, behind));
    case "sequence":
      return regex.parts.every((part) => matchesNothing(part, behind));
    case "repeat":
      return regex.min === 0 || matchesNothing(regex.of, behind);
    case "ahead":
      return matchesNothing(regex.of, behind) !== regex.negate;
    case "behind":
      return behind[regex.index] !== regex.negate;
  }
}
