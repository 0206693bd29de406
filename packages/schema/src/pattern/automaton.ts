import type { AST } from "@eslint-community/regexpp";
import { beginsAtStart } from "./match-cost.js";

/** Parts of an automaton, at most: `(a{100}){100}` is written out ten thousand times. */
const MOST_PARTS = 5_000;
/** Places that are remembered at once; then they are found anew. */
const MOST_PLACES = 1_000;
const MOST_CROSSINGS = 50_000;
/** Steps of one match that are not remembered ones: some tenths of a second. */
const MOST_STEPS = 1_000_000;

/** A pattern, or a match, that this automaton is not made for. */
export class BeyondAutomaton extends Error {}

/** A part of the automaton; numbers are those of the parts that may follow. */
type Part =
  | { readonly kind: "end" }
  | { readonly kind: "split"; readonly to: number[] }
  | { readonly kind: "char"; readonly matches: (code: number) => boolean; readonly to: number }
  | { readonly kind: "start" | "finish"; readonly to: number }
  | { readonly kind: "word"; readonly negate: boolean; readonly to: number };

const END = 0;

/** What stood before a place: nothing, a letter, digit or `_`, or something else. */
type Before = "start" | "word" | "other";

/** All parts that the automaton may be in after some text, and where it goes from there. */
interface Place {
  readonly parts: readonly number[];
  readonly before: Before;
  /** By character; `true` once it has matched. */
  readonly near: (Place | true | undefined)[];
  readonly far: Map<number, Place | true>;
  atEnd?: boolean;
}

/**
 * Matches in a time that grows with the length of the text alone: it goes through the text once, and keeps all places of the pattern
 * that it may have come to, where the platform's engine tries one after the other and comes back.
 */
export class Automaton {
  readonly #parts: Part[] = [{ kind: "end" }];
  readonly #start: number;
  readonly #isAnchored: boolean;
  readonly #unicode: boolean;
  #places = new Map<string, Place>();
  #crossings = 0;
  #left = 0;

  /** @throws BeyondAutomaton for back-references, look-around, and repetitions that would be too many parts */
  constructor({ alternatives }: AST.Pattern, unicode: boolean) {
    this.#unicode = unicode;
    this.#isAnchored = beginsAtStart(alternatives);
    this.#start = this.#alternatives(alternatives, END);
  }

  /** @throws BeyondAutomaton where it takes too many steps */
  test(text: string): boolean {
    this.#left = MOST_STEPS;
    let place = this.#place([this.#start], "start");
    for (let index = 0; index < text.length; ) {
      const code = this.#unicode ? (text.codePointAt(index) ?? 0) : text.charCodeAt(index);
      const next = (code < 128 ? place.near[code] : place.far.get(code)) ?? this.#cross(place, code);
      if (next === true) return true;
      if (next.parts.length === 0) return false;
      place = next;
      index += code > 0xffff ? 2 : 1;
    }
    place.atEnd ??= this.#reachable(place, false, true).includes(END);
    return place.atEnd;
  }

  #cross(place: Place, code: number): Place | true {
    const isWord = isWordCode(code);
    const reached = this.#reachable(place, isWord, false);
    const next = reached.includes(END) ? true : this.#after(reached, code, isWord ? "word" : "other");
    this.#crossings += 1;
    if (code < 128) place.near[code] = next;
    else place.far.set(code, next);
    return next;
  }

  #after(reached: readonly number[], code: number, before: Before): Place {
    const parts = new Set<number>();
    for (const index of reached) {
      const part = this.#parts[index];
      if (part?.kind === "char" && part.matches(code)) parts.add(part.to);
    }
    this.#spend(reached.length);
    if (!this.#isAnchored) parts.add(this.#start);
    return this.#place(
      [...parts].sort((a, b) => a - b),
      before,
    );
  }

  #place(parts: readonly number[], before: Before): Place {
    const key = `${before} ${parts.join(" ")}`;
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#places.size >= MOST_PLACES || this.#crossings >= MOST_CROSSINGS) {
      this.#places = new Map();
      this.#crossings = 0;
    }
    const place: Place = { parts, before, near: [], far: new Map() };
    this.#places.set(key, place);
    return place;
  }

  /** Every part that is reached without a character: those that wait for one, and the end. */
  #reachable({ parts, before }: Place, isWordNext: boolean, isAtEnd: boolean): readonly number[] {
    const seen = new Set<number>();
    const open = [...parts];
    const isBetween = (before === "word") !== isWordNext;
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const part = this.#parts[index];
      if (part?.kind === "split") open.push(...part.to);
      else if (part?.kind === "start" && before === "start") open.push(part.to);
      else if (part?.kind === "finish" && isAtEnd) open.push(part.to);
      else if (part?.kind === "word" && isBetween !== part.negate) open.push(part.to);
    }
    this.#spend(seen.size);
    return [...seen];
  }

  #spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new BeyondAutomaton("too many steps");
  }

  #add(part: Part): number {
    if (this.#parts.length >= MOST_PARTS) throw new BeyondAutomaton("too many repetitions");
    return this.#parts.push(part) - 1;
  }

  #alternatives(alternatives: readonly AST.Alternative[], to: number): number {
    const ways = alternatives.map(({ elements }) =>
      elements.reduceRight((next, each) => this.#element(each, next), to),
    );
    return ways.length === 1 && ways[0] !== undefined ? ways[0] : this.#add({ kind: "split", to: ways });
  }

  #element(element: AST.Element, to: number): number {
    switch (element.type) {
      case "Group":
        if (element.modifiers !== null) throw new BeyondAutomaton("modifiers");
        return this.#alternatives(element.alternatives, to);
      case "CapturingGroup":
        return this.#alternatives(element.alternatives, to);
      case "Quantifier":
        return this.#quantifier(element, to);
      case "Assertion":
        if (element.kind === "start") return this.#add({ kind: "start", to });
        if (element.kind === "end") return this.#add({ kind: "finish", to });
        if (element.kind === "word") return this.#add({ kind: "word", negate: element.negate, to });
        throw new BeyondAutomaton("look-around");
      case "Backreference":
        throw new BeyondAutomaton("back-references");
      case "Character":
        return this.#add({ kind: "char", matches: (code) => code === element.value, to });
      default:
        return this.#add({ kind: "char", matches: this.#setOf(element.raw), to });
    }
  }

  #quantifier({ element, min, max }: AST.Quantifier, to: number): number {
    let next = to;
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.#add({ kind: "split", to: [to] });
      const part = this.#parts[loop];
      if (part?.kind === "split") part.to.push(this.#element(element, loop));
      next = loop;
    } else {
      for (let count = min; count < max; count += 1) {
        next = this.#add({ kind: "split", to: [this.#element(element, next), to] });
      }
    }
    for (let count = 0; count < min; count += 1) next = this.#element(element, next);
    return next;
  }

  /** Whether a character is one of a set is asked of the platform, which knows all of Unicode. */
  #setOf(source: string): (code: number) => boolean {
    const one = new RegExp(`^${source}$`, this.#unicode ? "u" : "");
    return (code) => one.test(this.#unicode ? String.fromCodePoint(code) : String.fromCharCode(code));
  }
}

function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
}
