import type { Budget } from "../budget.js";
import { Undecided } from "../undecided.js";
import { alphabetOf } from "./alphabet.js";
import type { Automaton, Place } from "./automaton.js";
import { automatonOf } from "./patterns.js";

/** What a word must be. Lengths in code points; `most` may be infinite. */
export interface WordQuestion {
  readonly matching: readonly string[];
  readonly mismatching: readonly string[];
  readonly least: number;
  readonly most: number;
  readonly excluded: ReadonlySet<string>;
}

/** The excluded words as a tree; the end of one is marked. */
interface Branch {
  readonly id: number;
  ends: boolean;
  readonly next: Map<number, Branch>;
}

/** Where all automata and the tree stand at once, and how this was reached. */
interface Spot {
  readonly places: readonly Place[];
  readonly branch: Branch | undefined;
  readonly from: Spot | undefined;
  readonly character: number;
  readonly length: number;
}

/**
 * A shortest word of the language; `undefined` where there is proved to be none. Breadth first over the product of the
 * automata, of which only what is reached is ever made.
 * @throws Undecided where a pattern is beyond automata, or the budget ends
 */
export function findWord(question: WordQuestion, budget: Budget): string | undefined {
  const automata = [...question.matching, ...question.mismatching].map(automatonOf);
  const search = new Search(question, automata, budget);
  const found = search.run();
  if (found !== undefined) return spell(found);
  if (search.partial) throw new Undecided("pattern: it speaks of lone surrogates, which no message should hold");
  return undefined;
}

class Search {
  readonly #question: WordQuestion;
  readonly #automata: readonly Automaton[];
  readonly #budget: Budget;
  readonly #characters: readonly number[];
  readonly partial: boolean;
  readonly #spend: (steps: number) => void;

  constructor(question: WordQuestion, automata: readonly Automaton[], budget: Budget) {
    this.#question = question;
    this.#automata = automata;
    this.#budget = budget;
    const alphabet = alphabetOf(
      automata.flatMap(({ sets }) => sets),
      question.excluded,
    );
    this.#characters = alphabet.characters;
    this.partial = alphabet.partial;
    this.#spend = (steps) => budget.spend(steps, "pattern");
  }

  run(): Spot | undefined {
    const start: Spot = {
      places: this.#automata.map((automaton) => automaton.start),
      branch: treeOf(this.#question.excluded),
      from: undefined,
      character: 0,
      length: 0,
    };
    let layer = this.#isDead(start) ? [] : [start];
    for (let length = 0; length < this.#question.least && layer.length > 0; length += 1) layer = this.#after(layer);
    return this.#shortest(layer);
  }

  /** The shortest way from one of these to the end of a word, within the greatest length. */
  #shortest(layer: readonly Spot[]): Spot | undefined {
    const seen = new Set(layer.map(keyOf));
    let current = layer;
    while (current.length > 0) {
      const found = current.find((spot) => this.#accepts(spot));
      if (found !== undefined) return found;
      if ((current[0]?.length ?? 0) >= this.#question.most) return undefined;
      current = this.#after(current, seen);
    }
    return undefined;
  }

  /** Every spot one character on; only those not seen before, if they are to be remembered. */
  #after(layer: readonly Spot[], seen: Set<string> = new Set()): Spot[] {
    const reached: Spot[] = [];
    for (const spot of layer) {
      for (const character of this.#characters) {
        this.#budget.spend(2 + spot.places.length, "pattern");
        const next = this.#step(spot, character);
        if (this.#isDead(next)) continue;
        const key = keyOf(next);
        if (seen.has(key)) continue;
        seen.add(key);
        reached.push(next);
      }
    }
    return reached;
  }

  #step(spot: Spot, character: number): Spot {
    const places = spot.places.map(
      (place, index) => this.#automata[index]?.next(place, character, this.#spend) ?? place,
    );
    return { places, branch: spot.branch?.next.get(character), from: spot, character, length: spot.length + 1 };
  }

  #isDead({ places }: Spot): boolean {
    const { matching } = this.#question;
    return places.some((place, index) => {
      const automaton = this.#automata[index];
      return index < matching.length ? automaton?.isDead(place) : automaton?.isFull(place);
    });
  }

  #accepts({ places, branch }: Spot): boolean {
    if (branch?.ends === true) return false;
    return places.every((place, index) => place.accepts === index < this.#question.matching.length);
  }
}

function keyOf({ places, branch }: Spot): string {
  return `${places.map(({ id }) => id).join(",")} ${branch?.id ?? ""}`;
}

function treeOf(words: ReadonlySet<string>): Branch {
  let count = 0;
  const grow = (): Branch => {
    count += 1;
    return { id: count, ends: false, next: new Map() };
  };
  const root = grow();
  for (const word of words) {
    let branch = root;
    for (const symbol of word) {
      const character = symbol.codePointAt(0) ?? 0;
      const next = branch.next.get(character) ?? grow();
      branch.next.set(character, next);
      branch = next;
    }
    branch.ends = true;
  }
  return root;
}

function spell(spot: Spot): string {
  const characters: string[] = [];
  for (let here: Spot | undefined = spot; here?.from !== undefined; here = here.from) {
    characters.push(String.fromCodePoint(here.character));
  }
  return characters.reverse().join("");
}
