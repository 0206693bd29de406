import { compileMatcher, compilePattern, type Matcher } from "@insaka/schema";
import { Undecided } from "../undecided.js";
import { Automaton } from "./automaton.js";

/** How many patterns are remembered: a program that reads many documents must not fill the memory. */
const REMEMBERED = 200;
/** When all automata together have reached more places than this, they are made anew. */
const MOST_PLACES = 60_000;

const expressions: Map<string, RegExp> = new Map();
const matchers: Map<string, Matcher> = new Map();
const automata: Map<string, Automaton | Undecided> = new Map();

/**
 * The platform's regular expression.
 * @throws SchemaError for a pattern that is none
 */
export function expressionOf(pattern: string): RegExp {
  const known = expressions.get(pattern) ?? compilePattern(pattern);
  return remember(expressions, pattern, known);
}

/**
 * What matches texts of any kind with a pattern in bounded time.
 * @throws SchemaError for a pattern that is none
 */
export function matcherOf(pattern: string): Matcher {
  return remember(matchers, pattern, matchers.get(pattern) ?? compileMatcher(pattern));
}

/**
 * The automaton of a pattern.
 * @throws Undecided for a pattern beyond automata
 */
export function automatonOf(pattern: string): Automaton {
  if (placesReached() > MOST_PLACES) automata.clear();
  const found = remember(automata, pattern, automata.get(pattern) ?? make(pattern));
  if (found instanceof Undecided) throw found;
  return found;
}

function placesReached(): number {
  let places = 0;
  for (const automaton of automata.values()) if (automaton instanceof Automaton) places += automaton.size;
  return places;
}

function make(pattern: string): Automaton | Undecided {
  try {
    return new Automaton(pattern);
  } catch (error) {
    if (error instanceof Undecided) return error;
    throw error;
  }
}

function remember<T>(all: Map<string, T>, key: string, value: T): T {
  all.delete(key);
  all.set(key, value);
  if (all.size > REMEMBERED) for (const oldest of [...all.keys()].slice(0, REMEMBERED / 2)) all.delete(oldest);
  return value;
}
