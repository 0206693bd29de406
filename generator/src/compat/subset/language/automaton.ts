import { CharSet } from "refa";
import { Undecided } from "../undecided.js";
import { type Behind, Derivation } from "./derive.js";
import { type ParsedPattern, parsePattern, type Regex } from "./regex-tree.js";
import { type Term, TermTable } from "./term.js";

/** The last code point. */
export const LAST_CODE_POINT = 0x10ffff;
const ASTRAL = CharSet.fromRange(LAST_CODE_POINT, { min: 0x10000, max: LAST_CODE_POINT });
const SURROGATES = { min: 0xd800, max: 0xdfff };

/** Steps that a place costs when it is first reached, beyond its derivation. */
const NEW_PLACE = 16;

/** Where an automaton stands after some characters. One object for the same place. */
export interface Place {
  readonly id: number;
  /** What may still follow, and what is still awaited of each look-behind. */
  readonly term: Term;
  readonly behinds: readonly Term[];
  readonly behind: Behind;
  /** The text may end here. */
  readonly accepts: boolean;
  readonly next: Map<number, Place>;
}

/** A pattern as a deterministic automaton whose places are made when first reached, so that no pattern blows up by being read. */
export class Automaton {
  readonly #terms: TermTable = new TermTable();
  readonly #derivation: Derivation;
  readonly #places: Map<string, Place> = new Map();
  readonly #unicode: boolean;
  /** Sets of code points that the pattern tells apart. */
  readonly sets: readonly CharSet[];
  readonly start: Place;
  #spend: (steps: number) => void = () => {};

  /** @throws Undecided for a pattern beyond automata */
  constructor(source: string) {
    const parsed = parsePattern(source);
    this.#unicode = parsed.unicode;
    this.sets = parsed.unicode ? parsed.sets : legacySets(source, parsed);
    this.#derivation = new Derivation(this.#terms, (steps) => this.#spend(steps));
    this.start = this.#begin(parsed);
  }

  #begin({ regex, behinds, anchored, unicode }: ParsedPattern): Place {
    const terms = this.#terms;
    const max = unicode ? LAST_CODE_POINT : 0xffff;
    const anything: Regex = {
      kind: "repeat",
      of: { kind: "chars", set: CharSet.all(max) },
      min: 0,
      max: Number.POSITIVE_INFINITY,
    };
    const match = terms.step(regex, terms.every);
    const before = behinds.map((behind) => terms.step(anything, terms.step(behind, terms.empty)));
    return this.#place(anchored ? match : terms.step(anything, match), before);
  }

  /** How many places have been reached so far. */
  get size(): number {
    return this.#places.size;
  }

  /** No text leads from here to acceptance. */
  isDead(place: Place): boolean {
    return place.term === this.#terms.none;
  }

  /** Every text from here is accepted. */
  isFull(place: Place): boolean {
    return place.term === this.#terms.every;
  }

  /** The place after a code point. `spend` is told of the work that this takes, and may throw. */
  next(place: Place, character: number, spend: (steps: number) => void): Place {
    const known = place.next.get(character);
    if (known !== undefined) return known;
    this.#spend = spend;
    spend(NEW_PLACE);
    let reached: Place;
    if (this.#unicode || character <= 0xffff) reached = this.#derive(place, character);
    else {
      const high = this.#derive(place, 0xd800 + ((character - 0x10000) >> 10));
      reached = this.#derive(high, 0xdc00 + ((character - 0x10000) & 0x3ff));
    }
    place.next.set(character, reached);
    return reached;
  }

  #derive({ term, behinds, behind }: Place, character: number): Place {
    return this.#place(
      this.#derivation.derive(term, character, behind),
      behinds.map((each) => this.#derivation.derive(each, character, behind)),
    );
  }

  #place(term: Term, behinds: readonly Term[]): Place {
    // What can no longer change needs no look-behind.
    const left = term === this.#terms.none || term === this.#terms.every ? [] : behinds;
    const key = [term, ...left].map(({ id }) => id).join(" ");
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const behind: boolean[] = [];
    for (const each of left) behind.push(this.#derivation.ends(each, behind));
    const accepts = this.#derivation.ends(term, behind);
    const made = { id: this.#places.size, term, behinds: left, behind, accepts, next: new Map<number, Place>() };
    this.#places.set(key, made);
    return made;
  }
}

/** The older syntax speaks of code units: its sets are taken to code points, if it does not tell one surrogate from another. */
function legacySets(source: string, { sets }: ParsedPattern): CharSet[] {
  const widened = sets.map((set) => {
    if (!set.isDisjointWith(SURROGATES) && !set.isSupersetOf(SURROGATES)) {
      throw new Undecided(`pattern: ${JSON.stringify(source)} tells surrogates apart, which is beyond automata`);
    }
    return CharSet.empty(LAST_CODE_POINT).union(set.ranges);
  });
  return [...widened, ASTRAL];
}
